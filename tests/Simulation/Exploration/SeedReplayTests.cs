using Scalewright.Providers.Simulation.Exploration;

namespace Exploration.Tests;

public class SeedReplayTests
{
    private static readonly FaultSchedule Drawn = Enumerable
        .Range(0, 9)
        .Aggregate(FaultSchedule.Empty, (all, number) => all.Add(TimeSpan.FromMinutes(number), new CrashNode($"web-{number}")));

    [Theory]
    [InlineData("27")]
    [InlineData("-27")]
    [InlineData("27:none")]
    [InlineData("27:3")]
    [InlineData("27:2,5-7")]
    [InlineData("27:3@00:02:10")]
    [InlineData("27:2-4,5@00:02:17.73,6-7")]
    [InlineData("27:all,3@1.00:02:10")]
    [InlineData("27:3,+crash(web-2)@00:05:00")]
    [InlineData("27:+freeze(web-2,duration=30s)@00:05:00,+crash(web-1)@00:00:00")]
    [InlineData("27:all,+slow(web-1,web-2,latency=200ms,jitter=10ms,loss=0.1,duration=1m)@00:00:00.0000001")]
    public void A_replay_string_is_written_as_it_was_read(string text) => SeedReplay.Parse(text).ToString().ShouldBe(text);

    [Fact]
    public void A_replay_string_does_not_depend_on_the_current_culture() =>
        OddCulture.Run(() =>
            SeedReplay.Parse("-27:2,+slow(web-1,web-2,loss=0.1)@00:05:00").ToString().ShouldBe("-27:2,+slow(web-1,web-2,loss=0.1)@00:05:00")
        );

    [Theory]
    [InlineData("27:3@130s", "27:3@00:02:10")]
    [InlineData(" 27:5,6,7,+kill(controller)@5m ", "27:5-7,+kill(controller)@00:05:00")]
    [InlineData("27:+crash(web-1)@1m,3", "27:3,+crash(web-1)@00:01:00")]
    [InlineData("27:all", "27")]
    public void Other_spellings_have_one_form(string text, string form) => SeedReplay.Parse(text).ToString().ShouldBe(form);

    [Theory]
    [InlineData("27:3", "00:03:00 crash of node web-3")]
    [InlineData("27:3@00:02:10,5", "00:02:10 crash of node web-3", "00:05:00 crash of node web-5")]
    [InlineData("27:none")]
    [InlineData("27:0,+freeze(web-2,duration=30s)@5m", "00:00:00 crash of node web-0", "00:05:00 node web-2 stands still for 00:00:30")]
    [InlineData("27:+cut(web-1,controller)@5m", "00:05:00 the link web-1 ↔ controller is cut")]
    [InlineData(
        "27:+restart(a)@1s,+fill(b)@2s,+isolate(c)@3s,+lose(d)@4s,+kill(controller)@5s",
        "00:00:01 restart of node a",
        "00:00:02 the disk of node b is full",
        "00:00:03 c is cut off",
        "00:00:04 loss of node d",
        "00:00:05 kill of controller"
    )]
    public void Faults_are_kept_moved_and_added(string text, params string[] faults) =>
        SeedReplay.Parse(text).Keep(Drawn).Faults.Select(fault => $"{fault}").ShouldBe(faults);

    [Fact]
    public void All_faults_with_a_moved_and_an_added_one()
    {
        FaultSchedule schedule = SeedReplay.Parse("27:all,8@00:00:01,+crash(web-9)@00:00:02").Keep(Drawn);

        schedule.Faults.Count.ShouldBe(10);
        schedule.Faults[8].ShouldBe(new TimedFault(TimeSpan.FromSeconds(1), new CrashNode("web-8")));
        schedule.Faults[9].ShouldBe(new TimedFault(TimeSpan.FromSeconds(2), new CrashNode("web-9")));
        SeedReplay.Parse("27").Keep(Drawn).ShouldBeSameAs(Drawn);
    }

    [Theory]
    [InlineData("", "at character 1, '' is not a seed; use a whole number, as in 417:2,5-7.")]
    [InlineData("a:3", "at character 1, 'a' is not a seed; use a whole number, as in 417:2,5-7.")]
    [InlineData(
        "27:",
        "at character 4, '' is not a fault; use none, a number, a range as in 5-7, a moved fault as in 3@00:02:10, or an added one as in +crash(web-2)@00:05:00."
    )]
    [InlineData("27:3,x", "at character 6, 'x' is not a fault; use none,")]
    [InlineData("27:3,none", "at character 6, 'none' is not a fault; use none,")]
    [InlineData("27:3,all", "at character 6, 'all' is not a fault; use none,")]
    [InlineData("27:5,3", "at character 6, fault 3 does not follow fault 5; use ascending numbers.")]
    [InlineData("27:5-6@1m", "at character 4, 5-6 has one time; use a time for each fault, as in 5@00:02:10.")]
    [InlineData("27:all,3", "at character 8, fault 3 is among all; give it a time as in 3@00:02:10, or leave it out.")]
    [InlineData("27:3@soon", "at character 6, 'soon' is not a time since the start; use for example 00:02:10 or 130s.")]
    [InlineData("27:3@-1s", "at character 6, '-1s' is not a time since the start; use for example 00:02:10 or 130s.")]
    [InlineData("27:3,+crash(web-2)", "at character 7, the added fault has no time; use for example +crash(web-2)@00:05:00.")]
    [InlineData(
        "27:+crush(web-2)@1m",
        "at character 5, 'crush' is not a kind of fault; use crash, restart, freeze, fill, isolate, cut, slow, lose or kill."
    )]
    [InlineData("27:+crash@1m", "at character 5, 'crash' does not name one host; use for example crash(web-1).")]
    [InlineData("27:+crash(web-1,web-2)@1m", "at character 5, 'crash(web-1,web-2)' does not name one host; use for example crash(web-1).")]
    [InlineData(
        "27:+cut(web-1,web-1)@1m",
        "at character 5, 'cut(web-1,web-1)' does not name two different hosts; use for example cut(web-1,web-2)."
    )]
    [InlineData("27:+crash(web-1,duration=5s)@1m", "at character 5, 'crash' has no value 'duration'; it has no values.")]
    [InlineData("27:+freeze(web-1,loss=1)@1m", "at character 5, 'freeze' has no value 'loss'; use duration.")]
    [InlineData(
        "27:+freeze(web-1,duration=long)@1m",
        "at character 5, duration 'long' is not a duration; use for example 30s or 00:00:30."
    )]
    [InlineData("27:+slow(web-1,web-2,loss=2)@1m", "at character 5, loss '2' is not a probability; use 0 to 1.")]
    public void What_is_wrong_is_named_with_its_position(string text, string problem) =>
        Should.Throw<FormatException>(() => SeedReplay.Parse(text)).Message.ShouldStartWith($"'{text}' is not a replay string: {problem}");

    [Theory]
    [InlineData("27:9")]
    [InlineData("27:all,9@1m")]
    public void A_fault_that_the_seed_does_not_generate_is_refused(string text) =>
        Should
            .Throw<FormatException>(() => SeedReplay.Parse(text).Keep(Drawn))
            .Message.ShouldContain("keeps fault 9, but seed 27 generates 9:");

    [Fact]
    public void Nearby_runs_lack_one_fault_each_the_last_one_first()
    {
        SeedReplay replay = SeedReplay.Parse("27:2,3@00:02:10,+crash(a)@00:00:01,+crash(b)@00:00:02");

        replay
            .GetWithoutOne()
            .Select(without => $"{without}")
            .ShouldBe([
                "27:2,3@00:02:10,+crash(a)@00:00:01",
                "27:2,3@00:02:10,+crash(b)@00:00:02",
                "27:2,+crash(a)@00:00:01,+crash(b)@00:00:02",
                "27:3@00:02:10,+crash(a)@00:00:01,+crash(b)@00:00:02",
            ]);
        SeedReplay.Parse("27").GetWithoutOne().ShouldBeEmpty();
    }
}
