using Scalewright.Plugins.Options;

namespace Sdk.Tests;

/// <summary>Messages and texts are the same in a culture with other separators and another negative sign.</summary>
public class CultureTests
{
    [Fact]
    public void A_duration_in_a_problem_is_invariant() =>
        OddCulture.Run(() =>
            StateProblems.Slow("farm", TimeSpan.FromSeconds(1.5)).Message.ShouldBe("the disk did not answer within 1.5 s")
        );

    [Fact]
    public void A_time_in_a_problem_is_invariant() =>
        OddCulture.Run(() =>
            new LockHolder { AcquiredAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) }
                .ToString()
                .ShouldContain("since 2030-01-02T03:04:05Z")
        );

    [Fact]
    public void A_threshold_in_a_problem_is_invariant() =>
        OddCulture.Run(() =>
            new ThresholdSizing
            {
                Metric = "load",
                LowerThreshold = 0.75,
                UpperThreshold = 0.5,
            }
                .Check()
                .ShouldHaveSingleItem()
                .Message.ShouldBe("0.75 is above UpperThreshold, 0.5")
        );

    [Fact]
    public void A_negative_number_in_a_problem_is_invariant() =>
        OddCulture.Run(() =>
        {
            Profile profile = Profile.Create("web").Build() with { Count = -1 };

            Should
                .Throw<ScalewrightException>(() => Topology.Create("demo").AddProfile(profile).Build())
                .Problems.Select(problem => problem.Message)
                .ShouldBe(["requests -1 nodes"]);
        });

    [Fact]
    public void A_negative_number_that_names_no_value_of_an_enum_is_reported()
    {
        ProblemList problems = new();

        OddCulture.Run(() => OptionChecks.Choice<DayOfWeek>("sunday", "monday")((DayOfWeek)(-1), "day", problems));

        problems.ToValueList().ShouldHaveSingleItem().ToString().ShouldBe("day: found the integer -1; use one of sunday, monday");
    }

    [Fact]
    public void Numbers_of_lists_and_maps_are_invariant() =>
        OddCulture.Run(() =>
        {
            new[] { 0.5, -1.5 }.ToValueList().ToString().ShouldBe("[0.5, -1.5]");
            ValueMap<double>.Empty.With("a", 0.5).With("b", -1.5).ToString().ShouldBe("{a: 0.5, b: -1.5}");
        });
}
