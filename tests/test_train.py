"""Training our own pipelines: the real command on a corpus of a few sentences, and what it says of broken corpora."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import spacy
from spacy.util import load_model

from bot.extraction.train import entities, syntax
from bot.extraction.train.bio_files import read_bio
from bot.extraction.train.brown import Clusters, write_vectors
from bot.extraction.train.casing import Casing, recase
from bot.extraction.train.conllu import read_blocks, read_conllu
from bot.extraction.train.docs import save_docs
from bot.extraction.train.grammar import Grammar, GrammarBroken, load_grammar, parse_grammar
from bot.extraction.train.gum import named_mentions
from bot.extraction.train.names import Names, Pool
from bot.extraction.train.probes import load_probes, read_marked
from bot.extraction.train.sentences import (
    LABELS,
    UNKNOWN,
    CorpusBroken,
    CorpusMissing,
    Sentence,
    Span,
    Tree,
    bio_fault,
    guess_spaces,
    spans,
    tree_fault,
)
from bot.extraction.train.silver import agreed_bio
from bot.extraction.train.tree_files import read_trees
from bot.extraction.train.trees import load_templates, parse_templates, plant
from bot.extraction.train.upos_files import read_upos

FIRMS = ["Nordwind", "Kesselhaus", "Tavira", "Blaufels", "Ostrava Foods", "Quellmann"]
PEOPLE = ["Mara Oduya", "Till Brandner", "Inés Calvo"]
PLACES = ["Lund", "Bremen", "Porto"]
BIO_FILES = {
    "en": "ner_wikigold/all ner_uner_ewt/test ner_uner_ewt/dev ner_crossner/train ner_crossner/dev ner_crossner/test "
    "ner_redocred/dev ner_redocred/test ner_wnut17/train ner_uner_pud/all synth_news/train",
    "de": "ner_germeval14/dev ner_germeval14/test ner_uner_pud/all ner_mobie/train ner_ler/sample synth_news/train",
}
TREE_FILES = {
    "en": "ud_ewt/train ud_ewt/dev ud_ewt/test ud_gum_free/train ud_gum_free/dev ud_gum_free/test ud_pud/all",
    "de": "ud_gsd/dev ud_gsd/test ud_pud/all",
}
SENTENCES = {"en": "{} of {} bought {} from {} .", "de": "{} aus {} kaufte {} von {} ."}
POS = ["PROPN", "ADP", "PROPN", "VERB", "PROPN", "ADP", "PROPN", "PUNCT"]
TAGS = ["NNP", "IN", "NNP", "VBD", "NNP", "IN", "NNP", "."]
HEADS = [4, 3, 1, 0, 4, 7, 4, 4]
DEPS = ["nsubj", "case", "nmod", "root", "obj", "case", "obl", "punct"]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # repeatable, not secret


def bio_row(i: int, lang: str) -> dict[str, list[str]]:
    row: dict[str, list[str]] = {"t": [], "b": []}
    names = [(FIRMS[i % 6], "ORG"), (PLACES[i % 3], "LOC"), (FIRMS[(i + 1) % 6], "ORG"), (PEOPLE[i % 3], "PERSON")]
    for word in SENTENCES[lang].split():
        name, label = names.pop(0) if word == "{}" else (word, "")
        for j, part in enumerate(name.split()):
            row["t"].append(part)
            row["b"].append(f"{'I' if j else 'B'}-{label}" if label else "O")
    return row


def conllu_block(i: int, lang: str) -> str:
    single = [firm for firm in FIRMS if " " not in firm]
    names = [single[i % 5], PLACES[i % 3], single[(i + 1) % 5], PEOPLE[i % 3].split()[0]]
    words = SENTENCES[lang].format(*names).split()
    lines = [f"# newdoc id = GUM_news_{i}", "# text = " + " ".join(words)]
    for number, (word, pos, tag, head, dep) in enumerate(zip(words, POS, TAGS, HEADS, DEPS, strict=True), 1):
        misc = f"Entity=({number}-organization-new-acc:inf-1-sgl)" if number in (1, 5) else "_"
        morph = "Number=Sing" if pos == "PROPN" else "_"
        lines.append("\t".join([str(number), word, word.lower(), pos, tag, morph, str(head), dep, "_", misc]))
    return "\n".join(lines) + "\n\n"


def write_corpora(folder: Path) -> Path:
    for lang in ("en", "de"):
        for name in BIO_FILES[lang].split():
            write(folder / lang / f"{name}.jsonl", "".join(json.dumps(bio_row(i, lang)) + "\n" for i in range(12)))
        for name in TREE_FILES[lang].split():
            write(folder / lang / f"{name}.conllu", "".join(conllu_block(i, lang) for i in range(10)))
        deal = {"t": ["Tavira", "buys", "Lund"], "sp": [True, True, True], "head": [1, 1, 1]}
        write(
            folder / lang / "synth_deals/train.jsonl", (json.dumps(deal | {"dep": ["nsubj", "ROOT", "obj"]}) + "\n") * 5
        )
    tagged = "Tavira##PROPN wartet##VERB im##_ in##ADP dem##DET Hafen##NOUN .##PUNCT\n"
    write(folder / "de/pos_gsd_train/train.upos.txt", tagged * 10)
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def train_command(corpora: Path, out: Path, *more: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    threads = {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "bot.extraction.train", str(corpora), str(out), *more]
    return subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, check=False)


def write_tiny_vectors(out: Path, lang: str) -> None:
    words = ("Nordwind", "Tavira", "bought", "kaufte", "of", "aus")
    write_vectors(
        lang, Clusters(words, {word: 5 + i % 3 for i, word in enumerate(words)}), out / "work" / lang / "vectors"
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The command run twice on the same corpora, with other hashes of strings; the second takes the first's syntax."""
    corpora = write_corpora(tmp_path_factory.mktemp("corpora"))
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    trial = ["--lang", "de", "--steps", "1", "--stage", "entities", "--stage", "assemble"]
    for hash_seed, out, more in (("1", one, ["--stage", "syntax"]), ("2", two, ["--syntax", str(one / "de")])):
        write_tiny_vectors(out, "de")
        run = train_command(corpora, out, *trial, *more, hash_seed=hash_seed)
        assert run.returncode == 0, run.stderr
    return one, two


def test_the_command_leaves_a_pipeline_that_loads_and_reads(trained: tuple[Path, Path]) -> None:
    """What it writes is an ordinary spaCy pipeline with our parts and labels, a card and a NOTICE."""
    nlp = load_model(trained[0] / "de")
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "trainable_lemmatizer", "parser", "ner"]
    assert set(nlp.pipe_labels["ner"]) == set(LABELS)
    assert {"nsubj", "obj", "obl"} <= set(nlp.pipe_labels["parser"])
    assert nlp.meta["name"] == "deal_sm"
    assert nlp("Tavira aus Lund kaufte Nordwind.").has_annotation("DEP")
    card = (trained[0] / "de" / "README.md").read_text()
    assert "| GermEval |" in card
    assert "| GSD |" in card
    assert "GermEval 2014" in (trained[0] / "NOTICE").read_text()


def test_the_same_seed_gives_the_same_weights(trained: tuple[Path, Path]) -> None:
    """Every file but the card, which names the speed, is the same byte for byte."""
    one, two = trained
    files = sorted(
        path.relative_to(one) for path in (one / "de").rglob("*") if path.is_file() and path.name != "README.md"
    )
    assert len(files) > 10
    assert [str(f) for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []


def test_the_english_recipe_reads_all_its_corpora(tmp_path: Path) -> None:
    """Real, swapped and made-up sentences come together, and the held-out parts stay apart."""
    corpora = write_corpora(tmp_path)
    data = entities.gather(corpora, "en", seed=1, made_up=300)
    assert {span.label for group in data.train for s in group for span in spans(s.bio or ())} == set(LABELS)
    assert set(data.test) == {"wikigold", "EWT", "PUD", "CrossNER", "Re-DocRED", "own probes"}
    plain = entities.gather(corpora, "en", seed=1, made_up=0)
    assert sum(map(len, plain.train)) < sum(map(len, data.train))
    assert entities.gather(corpora, "en", seed=1, made_up=300) == data
    assert entities.gather(corpora, "en", seed=2, made_up=300).train != data.train
    assert syntax.gather(corpora, "en", seed=1).gold


def test_a_missing_corpus_ends_the_command_before_any_training(tmp_path: Path) -> None:
    """Code 2 and the file's name, nothing written."""
    corpora = write_corpora(tmp_path / "corpora")
    (corpora / "en/ner_wikigold/all.jsonl").unlink()
    run = train_command(corpora, tmp_path / "out", "--lang", "en", "--stage", "check")
    assert run.returncode == 2
    assert run.stderr.strip().endswith("all.jsonl is missing")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"t": ["a", "b"], "b": ["O"]}', "2 words but 1 labels"),
        ('{"t": ["a"], "b": ["B-FIRM"]}', "word 1 has the unknown label 'B-FIRM'"),
        ('{"t": ["a", "b"], "b": ["O", "I-ORG"]}', "word 2 continues an entity (I-ORG) that did not begin"),
        ('{"t": ["a"]', "not JSON (Expecting ',' delimiter)"),
        ('{"t": ["a"]}', "needs an object with the lists t and b"),
        ('{"t": "a", "b": ["O"]}', "t and b must be lists of strings"),
        ('{"t": [" "], "b": ["O"]}', "no words"),
    ],
)
def test_a_broken_line_of_entities_is_named(tmp_path: Path, line: str, fault: str) -> None:
    """File, line and fault."""
    path = write(tmp_path / "some.jsonl", '{"t": ["Fine", "."], "b": ["O", "O"]}\n' + line + "\n")
    with pytest.raises(CorpusBroken) as broken:
        read_bio(path)
    assert str(broken.value) == f"{path}:2: {fault}"


def rows(*heads: str) -> str:
    lines = [
        f"{i}\tw{i}\tw{i}\tNOUN\tNN\t_\t{head}\t{'root' if head == '0' else 'dep'}\t_\t_"
        for i, head in enumerate(heads, 1)
    ]
    return "# sent_id = x\n" + "\n".join(lines) + "\n\n"


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        (rows("0", "3", "2"), 2, "word 2 is on a cycle of heads"),
        (rows("0", "0"), 2, "2 roots instead of one"),
        (rows("0", "9"), 2, "a word has the unknown head '9'"),
        (rows("0") + rows("2", "1"), 5, "0 roots instead of one"),
        ("1\tword\tword\n\n", 1, "3 columns instead of 10"),
        ("x\tw\tw\tNOUN\tNN\t_\t0\troot\t_\t_\n\n", 1, "a word's number is neither 7, 7-8 nor 7.1"),
    ],
)
def test_a_broken_tree_is_named(tmp_path: Path, text: str, line: int, fault: str) -> None:
    """File, line at which the sentence begins, and fault: spaCy itself would only stop with E1031, hours later."""
    path = write(tmp_path / "some.conllu", text)
    with pytest.raises(CorpusBroken) as broken:
        read_conllu(path)
    assert str(broken.value) == f"{path}:{line}: {fault}"


def test_broken_tags_and_made_up_trees_are_named(tmp_path: Path) -> None:
    """The two smaller formats say line and fault as well."""
    tagged = write(tmp_path / "a.txt", "Gut##ADJ .##PUNCT\nGut##SCHLECHT\n")
    with pytest.raises(CorpusBroken, match=r"a\.txt:2: word 1 is not form##UPOS"):
        read_upos(tagged)
    trees = write(tmp_path / "b.jsonl", '{"t": ["a", "b"], "sp": [true, true], "head": [1, 0], "dep": ["x", "y"]}\n')
    with pytest.raises(CorpusBroken, match=r"b\.jsonl:1: 0 roots instead of one"):
        read_trees(trees)
    with pytest.raises(CorpusMissing):
        read_upos(tmp_path / "none.txt")


def test_contractions_become_one_word(tmp_path: Path) -> None:
    """ "im" = "in" + "dem" is one word of the running text, and hangs where its outer part hung."""
    lines = [
        "1\tSie\tsie\tPRON\tPPER\t_\t2\tnsubj\t_\t_",
        "2\twartet\twarten\tVERB\tVVFIN\t_\t0\troot\t_\t_",
        "3-4\tim\t_\t_\t_\t_\t_\t_\t_\t_",
        "3\tin\tin\tADP\tAPPR\t_\t5\tcase\t_\t_",
        "4\tdem\tder\tDET\tART\t_\t5\tdet\t_\t_",
        "5\tHafen\tHafen\tNOUN\tNN\t_\t2\tobl\t_\tSpaceAfter=No",
        "6\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_",
    ]
    (sentence,) = read_conllu(write(tmp_path / "a.conllu", "\n".join(lines) + "\n\n"))
    assert sentence.words == ("Sie", "wartet", "im", "Hafen", ".")
    assert sentence.spaces == (True, True, True, False, True)
    assert sentence.tree == Tree((1, 1, 3, 1, 1), ("nsubj", "ROOT", "case", "obl", "punct"))
    assert read_upos(write(tmp_path / "a.txt", "Sie##PRON wartet##VERB im##_ in##ADP dem##DET Hafen##NOUN\n"))[
        0
    ].tags == (
        "PRON",
        "VERB",
        "ADP",
        "NOUN",
    )


def test_mentions_are_cut_down_to_names(tmp_path: Path) -> None:
    """A mention counts where a proper noun heads it, and only its name."""
    (block,) = read_blocks(write(tmp_path / "a.conllu", conllu_block(0, "en")))
    assert named_mentions(block) == [Span(0, 1, "ORG"), Span(4, 5, "ORG")]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_made_up_sentences_are_sound(lang: str) -> None:
    """Every alternative of the grammar can be drawn, and its entities and words are whole."""
    rng = chance(3)
    grammar = Grammar(load_grammar(lang), Names(lang, Pool({}), rng), rng)
    drawn = [grammar.sentence() for _ in range(3000)]
    assert all(sentence.bio and bio_fault(sentence.bio) is None for sentence in drawn)
    assert not any(set("{}~^") & set("".join(sentence.words)) for sentence in drawn)
    assert len({sentence.words for sentence in drawn}) > 2500
    assert {span.label for sentence in drawn for span in spans(sentence.bio or ())} == set(LABELS)


def test_compounds_are_no_entities_but_groups_are() -> None:
    """ "Siemens-Chef" is a common noun, "Bosch-Gruppe" a name."""
    rng = chance(5)
    rules = parse_grammar("[sentence]\n{ORG}^-Chef {PERSON} verkauft die {GROUP} .\n")
    drawn = [Grammar(rules, Names("de", Pool({}), rng), rng).sentence() for _ in range(50)]
    for sentence in drawn:
        chief = next(i for i, word in enumerate(sentence.words) if word.endswith("-Chef"))
        assert [span.label for span in spans(sentence.bio or ())] == ["PERSON", "ORG"]
        assert (sentence.bio or ())[: chief + 1] == ("O",) * (chief + 1)


def test_a_broken_grammar_is_named() -> None:
    """A slot nobody knows, an alternative outside a rule, a template that is no tree."""
    rng = chance(1)
    with pytest.raises(GrammarBroken, match="no rule or slot is called NOBODY"):
        Grammar(parse_grammar("[sentence]\n{NOBODY} .\n"), Names("en", Pool({}), rng), rng).sentence()
    with pytest.raises(GrammarBroken, match="line 1"):
        parse_grammar("lost\n")
    with pytest.raises(GrammarBroken, match="line 2: word 1 is on a cycle of heads"):
        parse_templates("# two words holding each other\na/x/2 b/y/1 c/root/0\n")


@pytest.mark.parametrize("lang", ["en", "de"])
def test_planted_sentences_are_trees(lang: str) -> None:
    """However long the names, each template gives one tree with a head for every word."""
    rng = chance(9)
    names = Names(lang, Pool({}), rng)
    for template in load_templates(lang):
        sentence = plant(template, lang, names, rng)
        assert sentence.tree is not None
        assert tree_fault(sentence.tree) is None
        assert len(sentence.words) == len(sentence.tree.heads) == len(sentence.tree.deps)


def test_probes_are_marked_in_whole_words() -> None:
    """The project's own test sentences read without fault, and a mark inside a word is one."""
    for lang in ("en", "de"):
        assert len(load_probes(lang)) >= 50
    (probe,) = [read_marked(spacy.blank("en"), "[ORG Tavira]-backed [ORG Lund Co] sold.")]
    assert spans(probe.bio or ()) == [Span(0, 1, "ORG"), Span(3, 5, "ORG")]
    with pytest.raises(CorpusBroken, match=r"x:1: 'Tav' is not made of whole words"):
        read_marked(spacy.blank("en"), "[ORG Tav]ira sold.", "x:1")


def test_two_readers_are_believed_where_they_agree() -> None:
    """Agreement on a proper noun names it; a difference leaves it open; a verb is never a name."""
    pos = ["PROPN", "VERB", "PROPN", "PROPN", "NOUN"]
    first = {Span(0, 1, "ORG"), Span(2, 4, "PERSON"), Span(4, 5, "ORG")}
    second = {Span(0, 1, "ORG"), Span(2, 4, "LOC"), Span(4, 5, "ORG")}
    assert agreed_bio(pos, first, second) == ("B-ORG", "O", UNKNOWN, UNKNOWN, UNKNOWN)


def test_open_words_survive_the_file(tmp_path: Path) -> None:
    """A word tagged UNKNOWN is stored as missing, not as outside."""
    sentence = Sentence(("Tavira", "sold", "Lund"), (True, True, True), ("B-ORG", "O", UNKNOWN))
    save_docs(tmp_path, spacy.blank("en").vocab, [(sentence,)])
    nlp = spacy.blank("en")
    (doc,) = spacy.tokens.DocBin().from_disk(tmp_path / "bio.spacy").get_docs(nlp.vocab)
    assert [word.ent_iob_ for word in doc] == ["B", "O", ""]


def test_capitals_are_spoilt_in_the_shares_asked_for() -> None:
    """Headline capitals leave small words and brands alone."""
    sentence = Sentence(("eBay", "agrees", "to", "buy", "Lund"), (True,) * 5)
    (title,) = recase([sentence], Casing(lower=0, upper=0, title=1), chance(1))
    assert title.words == ("eBay", "Agrees", "to", "Buy", "Lund")
    (upper,) = recase([sentence], Casing(lower=0, upper=1, title=0), chance(1))
    assert upper.words == ("EBAY", "AGREES", "TO", "BUY", "LUND")


def test_spaces_are_guessed_as_people_set_them() -> None:
    """Punctuation, brackets and German quotes."""
    words = ["„", "Nein", "“", ",", "sagte", "sie", "(", "leise", ")", "."]
    text = "".join(w + " " * s for w, s in zip(words, guess_spaces(words), strict=True))
    assert text == "„Nein“, sagte sie (leise). "
