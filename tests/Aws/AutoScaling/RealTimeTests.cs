namespace AutoScaling.Tests;

/// <summary>The tutorial in real time. It has its own class so that it runs in parallel with other tests.</summary>
[Trait(Category.Name, Category.RealTime)]
public class RealTimeTests
{
    // Three steps of ten seconds and a minute of idle time.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task The_tutorial_takes_at_least_90_seconds_with_a_real_clock()
    {
        long begun = Stopwatch.GetTimestamp();

        (int exit, string output, string errors) = await ServedTutorial.RunAsync("AKTUTORIAL", "--clock", "real");

        (exit, errors).ShouldBe((0, ""));
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync("first"));
        Stopwatch.GetElapsedTime(begun).ShouldBeGreaterThanOrEqualTo(Least);
    }
}
