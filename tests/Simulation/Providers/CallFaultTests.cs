namespace Simulation.Tests.Providers;

public class CallFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task F_PROV_01_a_throttled_step_has_no_effect_and_returns_a_retry_delay() => Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new FailCalls(CallFailure.Throttled) { RetryAfter = 5 * Second, MaxCount = 1 });

            StepOutcome refused = (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single();

            (refused.Result, refused.CanRetry, refused.RetryAfter, refused.Problem!.Code).ShouldBe(
                (StepResult.Failed, true, 5 * Second, ProblemCode.Throttled)
            );
            (await provider.ObserveAsync(null)).ShouldBeEmpty();
            (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single().Result.ShouldBe(StepResult.Succeeded);
        });

    [Fact]
    public Task F_PROV_01_controllers_of_one_account_share_its_rate_limit() =>
        Simulate(new SimulationOptions { Calls = new CallModel { MaxPerSecond = 10 } }, async provider =>
        {
            SimulationProvider other = provider.OpenController("other");
            Task<ValueList<StepOutcome>> first = provider.ApplyAllAsync(Orders.CreateNodes(10));
            Task<ValueList<StepOutcome>> second = other.ApplyAllAsync(
                Enumerable.Range(11, 10).Select(number => Orders.CreateNode($"node-{number}")).ToValueList()
            );

            StepOutcome[] outcomes = [.. await first, .. await second];

            outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(10);
            outcomes
                .Where(outcome => outcome.Result == StepResult.Failed)
                .ShouldAllBe(outcome => outcome.CanRetry && outcome.RetryAfter > TimeSpan.Zero);
        });

    [Fact]
    public Task F_PROV_02_service_errors_match_their_probability_and_leave_nothing_behind() =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new FailCalls(CallFailure.Busy) { Probability = 0.3 });

            ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync(Orders.CreateNodes(1_000));

            StepOutcome[] failed = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
            failed.Length.ShouldBeInRange(250, 350);
            failed.ShouldAllBe(outcome => outcome.CanRetry && outcome.Problem!.Code == ProblemCode.ProviderUnavailable);
            (await provider.ObserveAsync(null)).Count.ShouldBe(1_000 - failed.Length);
        });

    [Theory, InlineData(CallFailure.RequestLost, 0), InlineData(CallFailure.ResponseLost, 1)]
    public Task F_PROV_03_a_call_without_a_response_has_an_unknown_outcome_that_the_list_resolves(CallFailure failure, int made) =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new FailCalls(failure) { MaxCount = 1 });
            StepRequest order = Orders.CreateNode("node-1");

            StepOutcome outcome = (await provider.ApplyAllAsync(order)).Single();

            (outcome.Result, outcome.CanRetry, outcome.Problem!.Code).ShouldBe((StepResult.Unknown, false, ProblemCode.CallOutcomeUnknown));
            provider.Elapsed.ShouldBe(30 * Second);
            (await provider.ObserveAsync(null)).Select(one => one.Tag.Token).ShouldBe(Enumerable.Repeat(order.Token, made));
        });

    [Fact]
    public Task F_MSG_01_a_duplicated_call_has_one_effect() => Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new FailCalls(CallFailure.Duplicated));

            ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync(Orders.CreateNodes(10));
            await Task.Delay(60 * Second, provider.Clock);

            outcomes.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
            (await provider.ObserveAsync(null)).Count.ShouldBe(10);
        });

    [Fact]
    public Task F_MSG_03_a_node_created_after_its_call_timed_out_is_found_by_its_token() =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new DelayCalls(DurationModel.Fixed(100 * Second)) { Kinds = CallKinds.Create });

            StepOutcome outcome = (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single();

            outcome.Result.ShouldBe(StepResult.Unknown);
            (await provider.ObserveAsync(Orders.Owner)).ShouldBeEmpty();
            await Task.Delay(100 * Second, provider.Clock);
            (await provider.ObserveAsync(Orders.Owner)).Single().Tag.Token.ShouldBe(outcome.Token);
        });

    [Fact]
    public Task F_MSG_04_a_step_retried_after_a_lost_response_creates_no_second_node() =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new FailCalls(CallFailure.ResponseLost) { MaxCount = 1 });
            StepRequest order = Orders.CreateNode("node-1");
            await provider.ApplyAllAsync(order);

            StepOutcome again = (await provider.ApplyAllAsync(order)).Single();

            again.Result.ShouldBe(StepResult.Succeeded);
            (await provider.ObserveAsync(null)).Select(one => one.Id).ShouldBe([again.Resource!.Id]);
        });

    [Fact]
    public Task F_PROV_12_credentials_that_expire_midway_stop_the_wave_and_preserve_completed_steps() =>
        Simulate(
            new SimulationOptions
            {
                Calls = new CallModel { MaxConcurrency = 10 },
                Faults = FaultSchedule.Empty.Add(
                    TimeSpan.FromMilliseconds(120),
                    new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.All, Duration = 60 * Second }
                ),
            },
            async provider =>
            {
                List<StepOutcome> outcomes = [];

                ProviderException? stop = null;
                try
                {
                    await foreach (StepOutcome outcome in provider.ApplyAsync(Orders.CreateNodes(100)))
                    {
                        outcomes.Add(outcome);
                    }
                }
                catch (ProviderException thrown)
                {
                    stop = thrown;
                }

                stop!.Problems.Single().Code.ShouldBe(ProblemCode.AuthenticationFailed);
                outcomes.Count.ShouldBeInRange(1, 90);
                await Task.Delay(61 * Second, provider.Clock);
                (await provider.ObserveAsync(null))
                    .Select(one => one.Tag.Token)
                    .ShouldBe(outcomes.Select(outcome => outcome.Token), ignoreOrder: true);
            }
        );

    private static async Task Simulate(SimulationOptions options, Func<SimulationProvider, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 1, Options = options };
        await provider.RunAsync(() => program(provider));
    }
}
