using Experiments.Tests.Runs;
using Scalewright.Experiments.Searches;

namespace Experiments.Tests.Searches;

public class SearchTests
{
    private static readonly ValueList<double> Loads = [1, 2, 3, 4, 5];
    private static readonly ValueList<int> Resources = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(SearchStrategy.Full)]
    [InlineData(SearchStrategy.Linear)]
    [InlineData(SearchStrategy.Binary)]
    [InlineData(SearchStrategy.LowerBounded)]
    public async Task All_search_strategies_give_the_same_results(SearchStrategy strategy)
    {
        SearchResult demand = await Run(SearchMetric.Demand, strategy, Needs);
        SearchResult capacity = await Run(SearchMetric.Capacity, strategy, Needs);

        // A load of n needs 2n - 1 resources.
        demand.Points.ShouldBe([new(1, 1), new(2, 3), new(3, 5), new(4, 7), new(5, 0)]);
        capacity.Points.Select(answer => answer.Load).ShouldBe([1, 1, 2, 2, 3, 3, 4, 4]);
    }

    [Fact]
    public async Task Each_search_strategy_runs_the_theoretical_number_of_trials()
    {
        (await Run(SearchMetric.Demand, SearchStrategy.Full, Needs)).Trials.Count.ShouldBe(5 * 8);

        // 1 + 3 + 5 + 7 trials until the result, and all 8 for the load without a result.
        (await Run(SearchMetric.Demand, SearchStrategy.Linear, Needs)).Trials.Count.ShouldBe(1 + 3 + 5 + 7 + 8);

        // At most loads plus resources minus one: each trial moves to the next load or to the next resource.
        (await Run(SearchMetric.Demand, SearchStrategy.LowerBounded, Needs)).Trials.Count.ShouldBe(5 + 8 - 1);

        // At most the rounded-up logarithm of the nine possible results (eight resources, or none): 4 trials for each
        // load. Computed by hand: 4 for the first load, and 3 for each of the others.
        SearchResult binary = await Run(SearchMetric.Demand, SearchStrategy.Binary, Needs);
        binary.Trials.GroupBy(trial => trial.Load).ShouldAllBe(trials => trials.Count() <= 4);
        binary.Trials.Count.ShouldBe(4 + 3 + 3 + 3 + 3);
    }

    [Fact]
    public async Task A_second_search_reports_only_its_own_trials()
    {
        ScalabilitySearch search = new(SearchMetric.Demand, SearchStrategy.Full);
        Task<SearchResult> Ask() => search.RunAsync(Loads, Resources, (load, count, _) => Task.FromResult(Needs(load, count)));
        await Ask();

        (await Ask()).Trials.Count.ShouldBe(5 * 8);
    }

    [Fact]
    public void Invalid_or_unsorted_loads_and_resources_are_rejected()
    {
        ScalabilitySearch search = new(SearchMetric.Demand, SearchStrategy.Full);
        string? Refused(ValueList<double> loads, ValueList<int> resources) =>
            Should.Throw<ArgumentException>(() => search.RunAsync(loads, resources, (_, _, _) => Task.FromResult(true))).ParamName;

        Refused([2, 1], [1]).ShouldBe("loads");
        Refused([], [1]).ShouldBe("loads");
        Refused([double.NaN, 1], [1]).ShouldBe("loads");
        Refused([1], [2, 1]).ShouldBe("resources");
        Refused([1], [0, 1]).ShouldBe("resources");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_demand_of_a_simulated_job_follows_from_its_cost_per_record()
    {
        Experiment experiment = Definitions.Read(
            Definitions
                .Join.Replace("partitioning: keyed, keys: 5000", "partitioning: pool", StringComparison.Ordinal)
                .Replace("duration: 5m", "duration: 4m", StringComparison.Ordinal)
                .Replace("count: 3, cores: 4", "count: 4, cores: 4", StringComparison.Ordinal)
        );
        ServiceLevelObjective objective = new() { MaxLagTrend = 20, WarmUpPeriod = TimeSpan.FromSeconds(90) };

        SearchResult result = await new ScalabilitySearch(SearchMetric.Demand, SearchStrategy.LowerBounded).RunAsync(
            [700, 1_600, 2_500, 3_400],
            [1, 2, 3, 4],
            async (load, count, token) =>
                objective.IsMet(
                    await Recorder.RunAsync(
                        experiment with
                        {
                            TaskManagerCount = count,
                            Job = experiment.Job.WithParallelism(ValueMap.Empty<int>().With("join", count)),
                            Loads = [experiment.Loads[0] with { Shape = new ConstantLoad(load) }],
                        },
                        cancellationToken: token
                    )
                )
        );

        // A record costs 1 ms of one instance.
        result.Points.Select(answer => answer.Resources).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task The_lag_trend_is_the_arrival_rate_minus_the_throughput()
    {
        RunHistory run = await Recorder.RunAsync(Definitions.Read(Definitions.Join));

        // 2,500 arrive and 1,000 are processed.
        new ServiceLevelObjective().GetLagTrend(run).ShouldBe(1_500, 20);
        new ServiceLevelObjective().IsMet(run).ShouldBeFalse();
    }

    private static bool Needs(double load, int count) => count >= (2 * load) - 1;

    private static Task<SearchResult> Run(SearchMetric metric, SearchStrategy strategy, Func<double, int, bool> meets) =>
        new ScalabilitySearch(metric, strategy).RunAsync(Loads, Resources, (load, count, _) => Task.FromResult(meets(load, count)));
}
