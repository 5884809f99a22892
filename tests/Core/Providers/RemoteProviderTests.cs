namespace Sdk.Tests.Providers;

/// <summary>Frame of remote providers: lists, waves, calls, disposal.</summary>
public class RemoteProviderTests
{
    private readonly StepRequests _requests = new();

    [Fact]
    public void All_invalid_settings_are_reported_at_once()
    {
        RemoteProviderSettings settings = new("")
        {
            Clock = null!,
            MaxBatchSize = 0,
            MaxConcurrency = -1,
            ConsistencyWindow = TimeSpan.FromSeconds(-1),
        };

        ArgumentException exception = Should.Throw<ArgumentException>(() => new FakeBackend(settings));

        exception
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Name: it is not set; specify a value",
                "Clock: it is not set; specify a value",
                "MaxBatchSize: 0 is below 1; use 1 or more",
                "MaxConcurrency: -1 is below 1; use 1 or more",
                "ConsistencyWindow: -00:00:01 is below 00:00:00; use 00:00:00 or more",
            ]);
    }

    [Fact]
    public async Task Settings_are_the_properties_of_the_provider()
    {
        Random random = new(7);
        StoppedWatch clock = new(TimeProvider.System);
        await using FakeBackend provider = new(
            new RemoteProviderSettings("fake")
            {
                Clock = clock,
                Random = random,
                MaxBatchSize = 7,
                ConsistencyWindow = TimeSpan.FromSeconds(3),
            }
        );

        (provider.Name, provider.Clock, provider.Random, provider.MaxBatchSize, provider.ConsistencyWindow).ShouldBe(
            ("fake", clock, random, 7, TimeSpan.FromSeconds(3))
        );
    }

    [Fact]
    public async Task A_list_has_the_resources_of_the_owner_by_creation_and_ID()
    {
        Resource Make(StepRequests requests, string id, int created) =>
            new(id, requests.Create($"n-{id}").Tag, ResourceState.Ready, DateTimeOffset.UnixEpoch.AddSeconds(created));
        Resource[] own = [Make(_requests, "b", 2), Make(_requests, "B", 2), Make(_requests, "z", 1)];
        Resource foreign = Make(new StepRequests(seed: 2), "a", 3);
        await using FakeBackend provider = new() { OnList = _ => Task.FromResult<IEnumerable<Resource?>>([foreign, null, .. own]) };

        (await provider.ObserveAsync(_requests.Owner)).Select(resource => resource.Id).ShouldBe(["z", "B", "b"]);
        (await provider.ObserveAsync(null)).Select(resource => resource.Id).ShouldBe(["z", "B", "b", "a"]);
    }

    [Fact]
    public async Task No_step_starts_before_the_enumeration_or_after_a_cancellation()
    {
        using CancellationTokenSource stop = new();
        List<string> started = [];
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { MaxConcurrency = 1 })
        {
            OnBegin = () =>
            {
                started.Add("begin");
                return default;
            },
            OnStep = async request =>
            {
                started.Add(request.Step.Name);
                await stop.CancelAsync();
                return [new StepOutcome(request.Token, StepResult.Succeeded)];
            },
        };

        IAsyncEnumerable<StepOutcome> wave = provider.ApplyAsync([_requests.Create("n-1"), _requests.Create("n-2")], stop.Token);
        started.ShouldBeEmpty();
        List<StepOutcome> outcomes = await wave.ToListAsync(CancellationToken.None);
        await provider.ApplyAllAsync([_requests.Create("n-3")], stop.Token);

        outcomes.ShouldHaveSingleItem().Result.ShouldBe(StepResult.Succeeded);
        started.ShouldBe(["begin", "n-1"]);
    }

    [Fact]
    public async Task Batches_of_a_wave_run_up_to_the_limit_and_those_that_started_complete()
    {
        (TaskCompletionSource first, TaskCompletionSource others) = (new(), new());
        int running = 0,
            most = 0,
            completed = 0;
        bool isDisposed = false;
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { MaxConcurrency = 3 })
        {
            OnBegin = () => new(new Disposal(() => isDisposed = completed == 3)),
            OnStep = async request =>
            {
                most = Math.Max(most, ++running);
                await (request.Step.Name == "n-1" ? first.Task : others.Task);
                running--;
                completed++;
                return [new StepOutcome(request.Token, StepResult.Succeeded)];
            },
        };

        IAsyncEnumerator<StepOutcome> outcomes = provider
            .ApplyAsync([.. Enumerable.Range(1, 9).Select(number => _requests.Create($"n-{number}"))])
            .GetAsyncEnumerator();
        Task<bool> next = outcomes.MoveNextAsync().AsTask();
        first.SetResult();
        (await next).ShouldBeTrue();
        Task disposal = outcomes.DisposeAsync().AsTask();
        disposal.IsCompleted.ShouldBeFalse();
        others.SetResult();
        await disposal;

        (most, completed, isDisposed).ShouldBe((3, 3, true));
    }

    [Fact]
    public async Task After_a_throttled_step_the_others_fail_and_can_be_retried_after_its_delay()
    {
        Problem throttled = new(ProblemCode.Throttled, "too many requests", "retry later");
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { MaxConcurrency = 1 })
        {
            OnStep = _ => throw new ProviderException("fake", [throttled]) { IsTransient = true, RetryAfter = TimeSpan.FromSeconds(9) },
        };

        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([
            _requests.Create("n-1"),
            _requests.Create("n-2"),
            _requests.Create("n-3"),
        ]);

        outcomes.Count.ShouldBe(3);
        outcomes.ShouldAllBe(outcome =>
            outcome.Result == StepResult.Failed
            && outcome.CanRetry
            && outcome.RetryAfter == TimeSpan.FromSeconds(9)
            && outcome.Problem!.Code == ProblemCode.Throttled
        );
    }

    [Fact]
    public async Task A_wave_begins_once_and_its_object_is_disposed_after_the_last_outcome()
    {
        List<string> events = [];
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { MaxConcurrency = 1 })
        {
            OnBegin = () =>
            {
                events.Add("begin");
                return new(new Disposal(() => events.Add("end")));
            },
        };

        await foreach (StepOutcome outcome in provider.ApplyAsync([_requests.Create("n-1"), _requests.Create("n-2")]))
        {
            events.Add($"{outcome.Result}");
        }

        events.ShouldBe(["begin", "Succeeded", "Succeeded", "end"]);
        (await provider.ApplyAllAsync([])).ShouldBeEmpty();
        events.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Steps_of_a_wave_that_cannot_begin_fail_without_effect()
    {
        bool isStarted = false;
        await using FakeBackend provider = new()
        {
            OnBegin = () => throw new TimeoutException("other programs hold the lock"),
            OnStep = _ =>
            {
                isStarted = true;
                return Task.FromResult<ValueList<StepOutcome>>([]);
            },
        };

        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([_requests.Create("n-1"), _requests.Create("n-2")]);

        outcomes
            .Select(outcome => $"{outcome.Result} {outcome.CanRetry} {outcome.Problem}")
            .ShouldBe([
                "Failed True n-1: other programs hold the lock; retry the operation",
                "Failed True n-2: other programs hold the lock; retry the operation",
            ]);
        isStarted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wave_that_begins_with_a_cancellation_or_wrong_credentials_has_no_outcomes()
    {
        using CancellationTokenSource stop = new();
        await using FakeBackend canceled = new()
        {
            OnBegin = async () =>
            {
                await stop.CancelAsync();
                throw new OperationCanceledException(stop.Token);
            },
        };
        await using FakeBackend refused = new()
        {
            OnBegin = () => throw new HttpRequestException("refused", null, System.Net.HttpStatusCode.Unauthorized),
        };

        (await canceled.ApplyAllAsync([_requests.Create("n-1")], stop.Token)).ShouldBeEmpty();
        (await Should.ThrowAsync<ProviderException>(() => refused.ApplyAllAsync([_requests.Create("n-1")])))
            .Problems[0]
            .Code.ShouldBe(ProblemCode.AuthenticationFailed);
    }

    [Fact]
    public async Task Waves_and_calls_are_logged_without_secrets()
    {
        CollectedLog<FakeBackend> log = new();
        await using FakeBackend provider = new(
            new RemoteProviderSettings("fake") { Clock = new StoppedWatch(TimeProvider.System), Logger = log }
        );

        await provider.Guard().ApplyAllAsync([_requests.Create("n-1")]);
        await provider.SendAsync("GET /nodes", TimeSpan.FromMinutes(1), _ => Task.FromResult("[]"));
        await Should.ThrowAsync<IOException>(() =>
            provider.SendAsync("GET /nodes", TimeSpan.FromMinutes(1), _ => throw new IOException("http://ann:secret@host refused"))
        );

        log.Lines.ShouldBe([
            "5300 Information farm-1: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
            "5204 Debug GET /nodes: completed after 00:00:00",
            "5205 Debug GET /nodes: failed after 00:00:00: http://host refused",
        ]);
    }

    [Fact]
    public async Task A_call_times_out_by_the_clock_even_if_the_request_ignores_its_token()
    {
        CollectedLog<FakeBackend> log = new();
        await using SimulationProvider simulation = new() { Seed = 5 };
        await simulation.RunAsync(async _ =>
        {
            await using FakeBackend provider = new(new RemoteProviderSettings("fake") { Clock = simulation.Clock, Logger = log });
            Task<string> Never(CancellationToken token) => new TaskCompletionSource<string>().Task;

            TimeoutException exception = await Thrown.ByAsync<TimeoutException>(() =>
                provider.SendAsync("GET /nodes", TimeSpan.FromSeconds(30), Never)
            );
            using CancellationTokenSource stop = new(TimeSpan.FromSeconds(2), simulation.Clock);
            await Thrown.ByAsync<OperationCanceledException>(() =>
                provider.SendAsync("GET /nodes", TimeSpan.FromSeconds(30), Never, stop.Token)
            );

            exception.Message.ShouldBe("GET /nodes: no response within 00:00:30");
        });

        log.Lines.ShouldBe([
            "5205 Debug GET /nodes: failed after 00:00:30: no response in time",
            "5205 Debug GET /nodes: failed after 00:00:02: canceled",
        ]);
    }

    [Fact]
    public async Task Owned_objects_are_disposed_once_in_reverse_order()
    {
        List<string> disposed = [];
        FakeBackend provider = new();
        provider.Own(new Disposal(() => disposed.Add("first")));
        CancellationTokenSource source = provider.Own(new CancellationTokenSource());
        provider.Own(new Disposal(() => disposed.Add("second")));

        await provider.DisposeAsync();
        await provider.DisposeAsync();

        disposed.ShouldBe(["second", "first"]);
        Should.Throw<ObjectDisposedException>(() => source.Token);
    }
}
