namespace Sdk.Tests;

public class SpellingTests
{
    // The distance of Damerau: a swap of neighbors is one edit.
    [Theory]
    [InlineData("wbe", "web")]
    [InlineData("WEB", "web")]
    [InlineData("aplly", "apply")]
    [InlineData("aply", "apply")]
    [InlineData("appyl", "apply")]
    [InlineData("experimnet", "experiment")]
    [InlineData("exeprimnet", "experiment")]
    [InlineData("exprmnt", null)]
    [InlineData("exeprmnet", "experiment")]
    [InlineData("hepl", null)]
    [InlineData("rap", "reap")]
    [InlineData("list", null)]
    [InlineData("bd", null)]
    [InlineData("b", null)]
    [InlineData("DB", "db")]
    [InlineData("", null)]
    public void The_number_of_edits_of_a_suggestion_grows_with_the_length_of_the_word(string word, string? expected) =>
        Spelling.FindClosest(word, ["db", "web", "apply", "reap", "experiment"]).ShouldBe(expected);

    [Theory]
    [InlineData("ab", 0)]
    [InlineData("abc", 1)]
    [InlineData("abcde", 1)]
    [InlineData("abcdef", 2)]
    [InlineData("abcdefgh", 2)]
    [InlineData("abcdefghi", 3)]
    [InlineData("abcdefghijklmnopqrst", 3)]
    public void The_limit_is_0_up_to_2_letters_1_up_to_5_2_up_to_8_and_3_above(string word, int edits)
    {
        Spelling.FindClosest(word, [word + new string('x', edits)]).ShouldNotBeNull();
        Spelling.FindClosest(word, [word + new string('x', edits + 1)]).ShouldBeNull();
    }

    [Theory]
    [InlineData("wat", "cat, war", "war")]
    [InlineData("pan", "pans, pat", "pat")]
    [InlineData("bat", "cat, hat", null)]
    [InlineData("war", "wars, wart", null)]
    [InlineData("bet", "bets, jet", "bets")]
    [InlineData("wbe", "db, web", "web")]
    [InlineData("web1", "web1, WEB1", "web1")]
    [InlineData("hepl", "help, hell", null)]
    public void Of_equally_near_words_the_first_letter_decides_then_the_length(string word, string candidates, string? expected) =>
        Spelling.FindClosest(word, candidates.Split(", ")).ShouldBe(expected);

    // Another number is the name of another thing: a command on that node would be harmful.
    [Theory]
    [InlineData("n7", null)]
    [InlineData("worker-21", null)]
    [InlineData("worker-2", null)]
    [InlineData("worker-", null)]
    [InlineData("wroker-1", null)]
    [InlineData("worker-120", null)]
    [InlineData("wroker-12", "worker-12")]
    [InlineData("WORKER-12", "worker-12")]
    [InlineData("worker12", "worker-12")]
    [InlineData("N1", "n1")]
    public void A_suggestion_never_has_another_number(string word, string? expected) =>
        Spelling.FindClosest(word, ["n1", "worker-12"]).ShouldBe(expected);

    [Theory]
    [InlineData("p99", "did you mean 'latency_p99'?")]
    [InlineData("capacity", "did you mean 'capacity_min'?")]
    [InlineData("p9", "use another")]
    [InlineData("latency", "use another")]
    [InlineData("", "use another")]
    public void A_shortened_name_is_advised_if_only_one_name_starts_or_ends_with_it(string word, string advice) =>
        Spelling.Advise(word, ["latency_p95", "latency_p99", "capacity_min"], "use another").ShouldBe(advice);

    [Theory]
    [InlineData("latency_p9", "did you mean 'latency_p95' or 'latency_p99'?")]
    [InlineData("CAPA", "did you mean 'capacity_min'?")]
    [InlineData("latency", "use another")]
    [InlineData("latency_p98", "use another")]
    [InlineData("ca", "use another")]
    [InlineData("", "use another")]
    public void The_first_letters_of_one_or_two_names_are_completed(string word, string advice) =>
        Spelling.AdviseStart(word, ["latency_p99", "latency_p95", "latency_max", "capacity_min"], "use another").ShouldBe(advice);
}
