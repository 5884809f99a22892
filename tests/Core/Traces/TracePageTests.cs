using System.Text.RegularExpressions;

namespace Sdk.Tests.Traces;

/// <summary>Pages of recorded runs, as text; how they look and behave is tested beside their sources.</summary>
public partial class TracePageTests
{
    [Fact]
    public async Task The_reader_finds_the_runs_in_their_page()
    {
        RunTrace[] runs = [Failed("lost"), Passed("ready")];

        RunTraceReadResult read = RunTraceReader.Read(Encoding.UTF8.GetBytes(await WriteAsync(runs, "ShopTests")));

        read.Problems.ShouldBeEmpty();
        read.Runs.ShouldBe(runs);
    }

    [Fact]
    public async Task The_page_of_a_failing_and_a_passing_run_says_how_they_differ()
    {
        string page = await WriteAsync([Failed("lost"), Passed("ready")], "ShopTests");

        using JsonDocument differences = JsonDocument.Parse(Differences().Match(page).Groups["json"].Value);
        differences.RootElement.GetProperty("nearest").GetString().ShouldBe("27:none");
        differences
            .RootElement.GetProperty("effect")
            .GetProperty("text")
            .GetString()
            .ShouldBe("At 00:01 web-1 is lost; in the passing run web-1 is ready.");
        (await WriteAsync([Failed("lost")], "ShopTests")).ShouldNotContain("id=\"differences\"");
    }

    [Theory]
    [InlineData("</script><img src=x onerror=alert(1)>")]
    [InlineData("<!--<script>")]
    [InlineData("<!--trace-->")]
    [InlineData("\u202e\0'\"&lt;")]
    public async Task Hostile_texts_stay_texts(string hostile)
    {
        string harmless = await WriteAsync([Failed("lost"), Passed("ready")], "title");

        string page = await WriteAsync([Failed(hostile), Passed("ready")], hostile);

        Count(page, "<script").ShouldBe(Count(harmless, "<script"));
        Count(page, "</script").ShouldBe(Count(harmless, "</script"));
        Count(page, "<img").ShouldBe(Count(harmless, "<img"));
        RunTraceReader.Read(Encoding.UTF8.GetBytes(page)).Runs[0].Events[^1].Message.ShouldBe(hostile);
    }

    [Fact]
    public async Task The_page_needs_no_other_file_and_no_network()
    {
        string page = await WriteAsync([Failed("lost")], "ShopTests");

        page.ShouldContain("default-src 'none'");
        ForeignAddress().Matches(page).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_runs_give_the_same_page() =>
        (await WriteAsync([Failed("lost"), Passed("ready")], "a")).ShouldBe(await WriteAsync([Failed("lost"), Passed("ready")], "a"));

    private static async Task<string> WriteAsync(IReadOnlyList<RunTrace> runs, string title)
    {
        using MemoryStream stream = new();
        await RunTracePage.WriteAsync(stream, runs, title);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static RunTrace Failed(string state) => Run(state, "27:16", RunOutcomes.Failed);

    private static RunTrace Passed(string state) => Run(state, "27:none", RunOutcomes.Passed);

    private static RunTrace Run(string state, string replay, string outcome)
    {
        TimeSpan now = TimeSpan.Zero;
        EventRecorder recorder = new(() => (now, 1));
        int node = recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "web-1"));
        recorder.RecordState(node, "booting");
        now = TimeSpan.FromSeconds(1);
        recorder.RecordState(node, state);
        return recorder.ToTrace() with
        {
            Header = new RunHeader { Replay = replay },
            End = new RunEnd { Outcome = outcome, At = now },
        };
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("id=\"differences\">(?<json>[^<]*)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Differences();

    // The name of the SVG namespace is not an address.
    [GeneratedRegex(
        "(src|href)=[\"']?https?:[^ \"']*|url\\(https?:[^)]*|fetch\\(|XMLHttpRequest|WebSocket",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ForeignAddress();
}
