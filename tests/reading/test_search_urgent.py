import pytest

from therapies.reading.search import is_urgent

URGENT = """
chest pain | my chest hurts | pain in the left side of my chest | chest pian | chest tightness | CHEST PRESSURE!!
can't breathe | can’t breathe | cant breath | cannot breathe | i can not breathe | trouble breathing | hard to breath
short of breath | not breathing | slow breathing | lips turning blue
suicide | siucide | sucidal | suicidal thoughts | kill myself | kil myself | i want to die | wanna die | end my life
end it all | dont want to live | i don't want to be alive | no reason to live | better off dead | hurt myself | self-harm
thinking about ending my life | i feel hopeless | id rather be dead | tired of living | cut myself
overdose | overdosed | over dose | took too much | took too many pills | i think he took too much ketamine
passed out | pased out | she passed out and wont wake up | unconscious | fainted | cant wake him up | blacked out
seizure | siezure | seizures | having a fit | cant stop shaking
throat closing | throat is closing up | my throat feels swollen | tongue swelling | anaphylaxis
face drooping | stroke | worst headache of my life | sudden severe headache | heart attack | heart is pounding
call 911 | 988 | ambulance | im going to kill someone
"""
CALM = """
can i eat before | how much does it cost | lidocaine infusion | does it hurt | can i take my meds | what should i wear
ketamine for depression | can i drive home | do i have to stay awake | side effects | headache | high blood pressure
bladder pain | breastfeeding | breast milk | heart problems | my arm is sore | does ketamine hurt your liver
end of my visit | cut down my pills | how long am i out | numb lips | is it safe | can i have a beer | health insurance
black coffee | going out after | my throat is sore | live chat | back to work | talk therapy | take me home
stop my opioids | drink a lot of water | mouth ulcer | my life after ketamine | does it stop working | am i a fit
i want a diet | overnight stay | want to feel better | face to face visit | hard to find a vein
"""


def said_in(lines):
    return [words.strip() for line in lines.strip().splitlines() for words in line.split("|")]


@pytest.mark.parametrize("typed", said_in(URGENT))
def test_words_of_an_emergency_or_a_crisis_are_urgent_slips_included(typed):
    assert is_urgent(typed) is True


@pytest.mark.parametrize("typed", said_in(CALM))
def test_words_of_every_day_are_not(typed):
    assert is_urgent(typed) is False


def test_a_whole_story_is_urgent_when_it_comes_to_the_point_at_its_end():
    assert is_urgent("so much has happened " * 400 + "and now i want to die") is True


@pytest.mark.parametrize("typed", ["", "\0", "chest", "breath", "out", "x" * 50_000, "chest " * 1_000])
def test_half_of_it_is_not_urgent(typed):
    assert is_urgent(typed) is False
