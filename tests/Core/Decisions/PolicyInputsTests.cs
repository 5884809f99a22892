namespace Sdk.Tests.Decisions;

/// <summary>Loads are ratios to the load that keeps the size. Below 1 no policy may scale out.</summary>
public class PolicyInputsTests
{
    private const double Target = 50;

    private static readonly (ISizingPolicy Policy, Func<double, int, double> Load)[] Followers =
    [
        .. PolicySamples.Reactive.Select(policy => (policy, (Func<double, int, double>)((share, _) => share * Target))),
        (new HpaSizing { Metrics = [new("load", Target, HpaMetricKind.Value)] }, (share, _) => share * Target),
        (new HpaSizing { Metrics = [new("load", Target, HpaMetricKind.AverageValue)] }, (share, size) => share * Target * size),
        (
            new KpaSizing
            {
                StableMetric = "load",
                PanicMetric = "load",
                TargetValue = Target,
            },
            (share, size) => share * Target * size
        ),
        (new StreamSizing { TargetRateMetric = "load", TrueProcessingRateMetric = "capacity" }, (share, _) => share * Target),
        (
            new StreamSizing
            {
                TargetRateMetric = "load",
                TrueProcessingRateMetric = "capacity",
                Rules = new() { IsObservedScalabilityEnabled = true },
            },
            (share, _) => share * Target
        ),
        (
            new ForecastSizing
            {
                Metric = "load",
                Target = Target,
                IsScalingEnabled = true,
                Step = TimeSpan.FromSeconds(20),
                Forecaster = new SeasonalNaive { Season = 3 },
                MinNodes = 1,
            },
            (share, _) => share * Target
        ),
        (
            new ForecastSizing
            {
                Metric = "load",
                Target = Target,
                IsScalingEnabled = true,
                Step = TimeSpan.FromSeconds(20),
                Forecaster = new HoltWinters { Season = 3, Beta = 0 },
                MinNodes = 1,
            },
            (share, _) => share * Target / 8
        ),
    ];

    private static readonly ISizingPolicy[] Everything =
    [
        .. PolicySamples.All,
        .. PolicySamples.All.Select(policy =>
            DecisionEngine
                .Create("pool")
                .UseSizing(policy)
                .WithBounds(1, 20)
                .WithCooldown(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1))
                .WithStabilization(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(2))
                .Build()
                .Sizing
        ),
    ];

    private static Gen<Sight> Sights(int shareMax) =>
        from share in Gen.Choose(0, shareMax)
        from state in Gen.Frequency(
            (7, Gen.Constant(MetricState.Fresh)),
            (1, Gen.Elements(MetricState.Missing, MetricState.Stale, MetricState.Failed))
        )
        from inFlight in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 5)))
        from seconds in Gen.Choose(1, 90)
        select new Sight(share / 100.0, state, inFlight, seconds);

    [Fact]
    public void No_policy_scales_out_while_the_load_is_below_its_equilibrium() =>
        Prop.ForAll(Sights(shareMax: 99).ArrayOf(60).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (sights, size) =>
                Array.ForEach(Followers, follower =>
                    Run(follower.Policy, sights, size, follower.Load)
                        .ShouldAllBe(decision => decision.To <= decision.From, follower.Policy.ToString())
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_last_correction_of_every_decision_is_its_size() =>
        Prop.ForAll(Sights(shareMax: 400).ArrayOf(40).ToArbitrary(), Gen.Choose(0, 30).ToArbitrary(), (sights, size) =>
                Array.ForEach(Everything, policy =>
                    Run(policy, sights, size, (share, now) => share * Target * (now % 3 == 0 ? 1 : now))
                        .ShouldAllBe(decision => Explains(decision), policy.ToString())
                )
            )
            .QuickCheckThrowOnFailure();

    private static bool Explains(Decision decision)
    {
        Explanation explanation = decision.Explain();
        bool isCorrected = decision.Corrections.Count > 0;
        return explanation.Value == decision.To
            && explanation.Parts[^1].Value == decision.To
            && (isCorrected ? decision.Corrections[decision.Corrections.Count - 1].Value == decision.To : decision.Proposed == decision.To)
            && decision.Reason.Length > 0;
    }

    private static List<Decision> Run(ISizingPolicy policy, Sight[] sights, int size, Func<double, int, double> load)
    {
        DateTimeOffset now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        long[] state = new long[policy.StateLength];
        policy.Initialize(
            new()
            {
                Timestamp = now,
                DesiredCount = size,
                ReadyCount = size,
            },
            state
        );
        List<Decision> decisions = [];
        foreach (Sight sight in sights)
        {
            now += TimeSpan.FromSeconds(sight.Seconds);
            MetricReading[] metrics =
            [
                new()
                {
                    Name = "load",
                    State = sight.State,
                    Value = load(sight.Share, size),
                    Timestamp = now,
                },
                MetricReading.FromValue("capacity", Target, now),
            ];
            Decision decision = policy.Decide(
                new()
                {
                    Timestamp = now,
                    DesiredCount = size,
                    ReadyCount = size,
                    InFlightCount = sight.InFlight,
                    Metrics = metrics,
                },
                state
            );
            decisions.Add(decision);
            size = decision.To;
        }

        return decisions;
    }

    private sealed record Sight(double Share, MetricState State, int InFlight, int Seconds);
}
