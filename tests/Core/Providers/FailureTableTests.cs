using Microsoft.Extensions.Logging;

namespace Sdk.Tests.Providers;

/// <summary>
/// Exceptions of a backend as outcomes of steps, and as exceptions of other calls: each row of the table in docs/contributing/write-a-provider.md.
/// </summary>
public class FailureTableTests
{
    private static readonly StepRequests Requests = new();

    private static readonly Problem Full = new(ProblemCode.InsufficientCapacity, "all nodes are in use", "request fewer nodes");
    private static readonly Problem Lost = new(ProblemCode.ConnectionLost, "the stream ended", "connect again");

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["a cancellation that the caller did not request"] = NoResponse(new OperationCanceledException()),
        ["a timeout"] = NoResponse(new TimeoutException("late")),
        ["a broken stream"] = NoResponse(new IOException("broken pipe")),
        ["a reset connection"] = NoResponse(new SocketException((int)SocketError.ConnectionReset)),
        ["a provider's own problem"] = Known(new ProviderException("fake", [Full]), StepResult.Failed, isTransient: false),
        ["a provider's own transient problem"] = Known(
            new ProviderException("fake", [Full]) { IsTransient = true },
            StepResult.Failed,
            isTransient: true
        ),
        ["a provider's own problem of unknown outcome"] = Known(
            new ProviderException("fake", [Full]) { IsOutcomeUnknown = true },
            StepResult.Unknown,
            isTransient: false
        ),
        ["an agent's problem"] = Known(new AgentException("n-1", Full), StepResult.Failed, isTransient: false),
        ["an agent's transient problem"] = Known(
            new AgentException("n-1", Full) { IsTransient = true },
            StepResult.Failed,
            isTransient: true
        ),
        ["an agent's lost connection"] = Known(new AgentException("n-1", Lost), StepResult.Failed, isTransient: true),
        ["an agent's problem of unknown outcome"] = Known(
            new AgentException("n-1", Full) { IsOutcomeUnknown = true },
            StepResult.Unknown,
            isTransient: false
        ),
        ["a web service that cannot be reached"] = Unavailable(new HttpRequestException(HttpRequestError.ConnectionError, "refused")),
        ["a web service without an address"] = Unavailable(new HttpRequestException(HttpRequestError.NameResolutionError, "no such host")),
        ["a web service with an invalid certificate"] = Unavailable(
            new HttpRequestException(HttpRequestError.SecureConnectionError, "untrusted")
        ),
        ["a refused connection"] = Unavailable(new SocketException((int)SocketError.ConnectionRefused)),
        ["an unreachable host"] = Unavailable(new SocketException((int)SocketError.HostUnreachable)),
        ["an unreachable network"] = Unavailable(new SocketException((int)SocketError.NetworkUnreachable)),
        ["an unknown host"] = Unavailable(new SocketException((int)SocketError.HostNotFound)),
        ["status 429"] = Throttled(HttpStatusCode.TooManyRequests),
        ["status 503"] = Throttled(HttpStatusCode.ServiceUnavailable),
        ["status 400"] = Rejected(HttpStatusCode.BadRequest),
        ["status 404"] = Rejected(HttpStatusCode.NotFound),
        ["status 499"] = Rejected((HttpStatusCode)499),
        ["status 500"] = NoResponse(Status(HttpStatusCode.InternalServerError)),
        ["status 502"] = NoResponse(Status(HttpStatusCode.BadGateway)),
        ["status 302"] = NoResponse(Status(HttpStatusCode.Found)),
        ["denied access"] = Same(new UnauthorizedAccessException("denied"), StepResult.Failed, "SW5008"),
        ["an invalid response"] = Same(new JsonException("'<' is an invalid start"), StepResult.Unknown, "SW5014"),
        ["a bug"] = Same(new InvalidOperationException("no element"), StepResult.Unknown, "SW5014"),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task An_exception_of_a_step_is_its_outcome(string row)
    {
        Row expected = Rows[row];
        await using FakeBackend provider = new() { OnStep = _ => throw expected.Thrown };

        StepOutcome outcome = await provider.ApplyOneAsync(Requests.Create("n-1"));

        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code.Id).ShouldBe(
            (expected.Result, expected.Result == StepResult.Failed && expected.IsTransient, expected.StepCode)
        );
        outcome.Problem.Field.ShouldBe("n-1");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task An_exception_of_a_list_or_check_is_an_exception_of_the_provider(string row)
    {
        Row expected = Rows[row];
        await using FakeBackend provider = new() { OnList = _ => throw expected.Thrown };

        ProviderException listed = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        ProviderException check = await Should.ThrowAsync<ProviderException>(() => provider.CheckAsync(Topology.Create("demo").Build()));

        foreach (ProviderException exception in new[] { listed, check })
        {
            (exception.Problems[0].Code.Id, exception.IsTransient).ShouldBe((expected.QueryCode, expected.IsTransient));
            (exception == expected.Thrown).ShouldBe(expected.Thrown is ProviderException);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task An_exception_while_connecting_is_an_exception_of_the_node(string row)
    {
        Row expected = Rows[row];
        await using FakeBackend provider = new() { OnConnect = _ => throw expected.Thrown };

        AgentException exception = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(Node()));

        (exception.Node, exception.Code.Id).ShouldBe(("n-1", expected.ConnectionCode));
        (exception == expected.Thrown).ShouldBe(expected.Thrown is AgentException);
        (exception == expected.Thrown || exception.IsTransient == expected.IsTransient).ShouldBeTrue();
    }

    [Fact]
    public async Task Status_401_ends_the_wave_after_the_running_batches()
    {
        TaskCompletionSource first = new();
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { MaxConcurrency = 2 })
        {
            OnStep = async request =>
            {
                if (request.Step.Name == "n-2")
                {
                    throw Status(HttpStatusCode.Unauthorized);
                }

                await first.Task;
                return [new StepOutcome(request.Token, StepResult.Succeeded)];
            },
        };
        await using IAsyncEnumerator<StepOutcome> outcomes = provider
            .ApplyAsync([Requests.Create("n-1"), Requests.Create("n-2"), Requests.Create("n-3")])
            .GetAsyncEnumerator();

        Task<bool> next = outcomes.MoveNextAsync().AsTask();
        first.SetResult();
        (await next).ShouldBeTrue();
        StepResult completed = outcomes.Current.Result;
        ProviderException exception = await Should.ThrowAsync<ProviderException>(() => outcomes.MoveNextAsync().AsTask());

        completed.ShouldBe(StepResult.Succeeded);
        (exception.Problems[0].Code, exception.IsTransient).ShouldBe((ProblemCode.AuthenticationFailed, false));
    }

    [Fact]
    public async Task Status_401_of_a_list_or_a_connection_is_permanent()
    {
        await using FakeBackend provider = new()
        {
            OnList = _ => throw Status(HttpStatusCode.Unauthorized),
            OnConnect = _ => throw Status(HttpStatusCode.Unauthorized),
        };

        ProviderException listed = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        AgentException connected = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(Node()));

        (listed.Problems[0].Code, listed.IsTransient).ShouldBe((ProblemCode.AuthenticationFailed, false));
        (connected.Code, connected.IsTransient).ShouldBe((ProblemCode.AuthenticationFailed, false));
    }

    [Fact]
    public async Task A_cancellation_by_the_caller_passes_unchanged()
    {
        using CancellationTokenSource canceled = new();
        await canceled.CancelAsync();
        await using FakeBackend provider = new()
        {
            OnList = token => throw new OperationCanceledException(token),
            OnConnect = token => throw new OperationCanceledException(token),
        };

        await Should.ThrowAsync<OperationCanceledException>(() => provider.ObserveAsync(null, canceled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => provider.CheckAsync(Topology.Create("demo").Build(), canceled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => provider.ConnectAsync(Node(), canceled.Token));
    }

    [Fact]
    public async Task The_meaning_of_the_author_precedes_the_table()
    {
        await using FakeBackend provider = new()
        {
            OnStep = _ => throw new IOException("disk full"),
            OnList = _ => throw new ProviderException("fake", [Full]),
            OnConnect = _ => throw new AgentException("n-1", Lost),
            OnInterpret = (exception, subject) =>
                new BackendFailure(new Problem(ProblemCode.QuotaExceeded, $"{exception.GetType().Name} of '{subject}'", "use less"))
                {
                    IsWithoutEffect = true,
                    IsTransient = true,
                    RetryAfter = TimeSpan.FromSeconds(7),
                },
        };

        StepOutcome outcome = await provider.ApplyOneAsync(Requests.Create("n-1"));
        ProviderException listed = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        AgentException connected = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(Node()));

        (outcome.Result, outcome.CanRetry, outcome.RetryAfter, outcome.Problem!.Message).ShouldBe(
            (StepResult.Failed, true, TimeSpan.FromSeconds(7), "IOException of 'n-1'")
        );
        (listed.Problems[0].Message, listed.IsTransient, listed.RetryAfter).ShouldBe(
            ("ProviderException of ''", true, TimeSpan.FromSeconds(7))
        );
        (connected.Problems[0].Message, connected.IsTransient).ShouldBe(("AgentException of 'n-1'", true));
    }

    [Fact]
    public async Task A_bug_in_one_step_keeps_the_outcomes_of_the_others_and_is_logged_with_its_stack()
    {
        CollectedLog<FakeBackend> log = new();
        await using FakeBackend provider = new(new RemoteProviderSettings("fake") { Logger = log })
        {
            OnStep = request =>
                request.Step.Name == "n-2"
                    ? throw new InvalidOperationException("no element")
                    : Task.FromResult<ValueList<StepOutcome>>([new StepOutcome(request.Token, StepResult.Succeeded)]),
        };

        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([
            Requests.Create("n-1"),
            Requests.Create("n-2"),
            Requests.Create("n-3"),
        ]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        string line = log.Above(LogLevel.Error).ShouldHaveSingleItem();
        line.ShouldStartWith("5307 Error fake: unexpected exception");
        line.ShouldContain($"no element{Environment.NewLine}   at ");
    }

    [Fact]
    public async Task Messages_contain_no_password_of_an_address()
    {
        await using FakeBackend provider = new() { OnStep = _ => throw new IOException("http://ann:secret@proxy:8080 refused") };

        StepOutcome outcome = await provider.ApplyOneAsync(Requests.Create("n-1"));

        outcome.Problem!.Message.ShouldBe("http://proxy:8080 refused");
    }

    private static Resource Node() => new("1", Requests.Create("n-1").Tag, ResourceState.Ready, DateTimeOffset.UnixEpoch);

    private static HttpRequestException Status(HttpStatusCode status) => new("the response is an error", null, status);

    private static Row NoResponse(Exception thrown) => new(thrown, StepResult.Unknown, "SW5005", "SW5004", "SW4003", IsTransient: true);

    private static Row Unavailable(Exception thrown) => new(thrown, StepResult.Failed, "SW5004", "SW5004", "SW5004", IsTransient: true);

    private static Row Throttled(HttpStatusCode status) =>
        new(Status(status), StepResult.Failed, "SW5003", "SW5003", "SW5003", IsTransient: true);

    private static Row Rejected(HttpStatusCode status) => Same(Status(status), StepResult.Failed, "SW5014");

    private static Row Same(Exception thrown, StepResult result, string code) => new(thrown, result, code, code, code, IsTransient: false);

    private static Row Known(ScalewrightException thrown, StepResult result, bool isTransient)
    {
        string code = thrown.Problems[0].Code.Id;
        return new(thrown, result, code, code, code, isTransient);
    }

    /// <param name="IsTransient">True if a list or connection may succeed later, and a step without effect, too.</param>
    private sealed record Row(
        Exception Thrown,
        StepResult Result,
        string StepCode,
        string QueryCode,
        string ConnectionCode,
        bool IsTransient
    );
}
