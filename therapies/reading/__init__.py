"""What a page needs: live content, lists, addresses, structured data. Nothing here changes what patients see."""
