namespace Testbeds.Tests;

/// <summary>Faults of all testbeds, for the tests of each that are named after the rows of the fault catalog.</summary>
internal static class TestbedFaults
{
    public static async Task BusyAsync<T>(Task<T> start, int? asked, int? told)
        where T : Stage
    {
        await using T testbed = await start;
        testbed.Faults.Add(new Fault(FaultKind.Answer, testbed.Submits) { Status = 429, RetryAfter = asked });

        StepOutcome refused = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, refused.RetryAfter?.TotalSeconds, refused.Problem!.Code).ShouldBe(
            (StepResult.Failed, true, (double?)told, ProblemCode.Throttled)
        );
        testbed.IsEmpty.ShouldBeTrue();
    }

    /// <param name="changes">Prefix of the requests that change something; exactly one must be sent.</param>
    public static async Task FailingAsync<T>(Task<T> start, int status, string changes)
        where T : Stage
    {
        await using T testbed = await start;
        testbed.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = status, Times = 3 });
        testbed.Faults.Add(new Fault(FaultKind.Answer, testbed.Submits) { Status = status });

        ValueList<Resource> found = await testbed.AdvanceAsync();
        StepOutcome outcome = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        found.ShouldBeEmpty();
        (outcome.Result, outcome.CanRetry).ShouldBe(status == 503 ? (StepResult.Failed, true) : (StepResult.Unknown, false));
        testbed.Faults.Seen.Count(request => request.StartsWith(changes, StringComparison.Ordinal)).ShouldBe(1);
    }

    public static async Task LostAnswerAsync(Stage testbed, bool isAfterEffect)
    {
        testbed.Faults.Add(new Fault(isAfterEffect ? FaultKind.LoseReply : FaultKind.LoseRequest, testbed.Submits));
        StepRequest order = testbed.Orders.CreateNode("n-1");

        StepOutcome lost = await testbed.ApplyAsync(order);
        StepOutcome again = await testbed.ApplyAsync(order);

        (lost.Result, lost.Problem!.Code, again.Result).ShouldBe(
            (StepResult.Unknown, ProblemCode.CallOutcomeUnknown, StepResult.Succeeded)
        );
        (await testbed.AdvanceAsync()).Select(one => one.Id).ShouldBe([again.Resource!.Id]);
    }

    /// <summary>Lists lag by a minute; the consistency window of the provider is two minutes.</summary>
    public static async Task LateListsAsync(Stage testbed)
    {
        StepRequest order = testbed.Orders.CreateNode("n-1");

        Resource made = (await testbed.ApplyAsync(order)).Resource!;
        StepOutcome again = await testbed.ApplyAsync(order);

        again.Resource!.Id.ShouldBe(made.Id);
        (await testbed.SettleAsync()).Select(one => (one.Id, one.State)).ShouldBe([(made.Id, ResourceState.Ready)]);
        testbed.Clock.Advance(TimeSpan.FromMinutes(3));
        (await testbed.ApplyAsync(testbed.Orders.DestroyNode(made))).Result.ShouldBe(StepResult.Succeeded);

        // The lists still contain the node; the testbed itself reports that it is gone.
        (await testbed.ApplyAsync(testbed.Orders.DestroyNode(made))).Result.ShouldBe(StepResult.Succeeded);
        testbed.IsEmpty.ShouldBeTrue();
        testbed.Place.ConsistencyWindow.ShouldBe(TimeSpan.FromMinutes(2));
    }

    /// <param name="head">Beginning of a page.</param>
    /// <param name="item">An item of the page, with # for its number.</param>
    /// <param name="isList">Selects the requests for the list; null for all GET requests.</param>
    public static async Task EndlessListAsync<T>(Task<T> start, string head, string item, Func<HttpRequest, bool>? isList = null)
        where T : Stage
    {
        await using T testbed = await start;
        string page =
            $"{head}[{string.Join(',', Enumerable.Range(1, 7).Select(number => item.Replace("#", $"{number}", StringComparison.Ordinal)))}]}}";
        testbed.Faults.Add(
            new Fault(FaultKind.Answer, isList ?? (static request => request.Method == "GET"))
            {
                Status = 200,
                Times = 100,
                Body = page,
            }
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(testbed.AdvanceAsync);

        failure.Problems.Single().Code.ShouldBe(ProblemCode.EndlessListing);
    }

    /// <summary>The quota of the user is two.</summary>
    /// <returns>The problem of the third request.</returns>
    public static async Task<Problem> QuotaAsync(Stage testbed)
    {
        ValueList<StepOutcome> outcomes = await testbed.ApplyAsync(testbed.Orders.CreateNodes(3));

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        StepOutcome refused = outcomes.Single(outcome => outcome.Result == StepResult.Failed);
        (refused.CanRetry, refused.Problem!.Code).ShouldBe((false, ProblemCode.QuotaExceeded));
        return refused.Problem;
    }

    /// <summary>Nodes are reserved for an hour.</summary>
    public static async Task EndAsync<T>(Task<T> start)
        where T : Stage
    {
        await using T testbed = await start;
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        DateTimeOffset end = testbed.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        testbed.Clock.Advance(TimeSpan.FromMinutes(49));
        DateTimeOffset? before = (await testbed.SettleAsync()).Single().EndsAt;
        testbed.Clock.Advance(TimeSpan.FromMinutes(1));

        (before, (await testbed.AdvanceAsync()).Single().EndsAt).ShouldBe((null, end));
    }

    /// <param name="expire">Replaces the valid password.</param>
    public static async Task EndedPasswordAsync(Stage testbed, Action<string> expire)
    {
        expire("new");

        ValueList<StepOutcome> made = await testbed.ApplyAsync(testbed.Orders.CreateNodes(10));
        expire("unknown to the caller");
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => testbed.ApplyAsync(testbed.Orders.CreateNode("n-11")));

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (failure.IsTransient, failure.Problems[0].Code).ShouldBe((false, ProblemCode.AuthenticationFailed));
    }

    public static async Task NonsenseAsync<T>(Task<T> start, string body, string told)
        where T : Stage
    {
        await using T testbed = await start;
        testbed.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Method == "GET")
            {
                Status = 200,
                Body = body,
                Times = 5,
            }
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(testbed.AdvanceAsync);

        failure.Problems.Single().Code.ShouldBe(ProblemCode.ProviderContractViolation);
        failure.Problems.Single().Message.ShouldContain(told);
    }
}
