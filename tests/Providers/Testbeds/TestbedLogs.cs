namespace Testbeds.Tests;

internal static class TestbedLogs
{
    /// <summary>
    /// Lets a testbed fail, reject a request and revoke the credentials, and checks that the log contains no secret.
    /// </summary>
    /// <param name="answer">Response body of the failed and the rejected request.</param>
    /// <param name="shut">Invalidates the password or token of the provider.</param>
    /// <param name="secrets">Returns the texts that must not appear in the log.</param>
    public static async Task HideAsync<T>(Stage testbed, CollectedLog<T> log, string answer, Action shut, Func<IEnumerable<string>> secrets)
    {
        testbed.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 503, Body = answer });
        testbed.Faults.Add(new Fault(FaultKind.Answer, testbed.Submits) { Status = 400, Body = answer });
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        shut();
        Resource node = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-2"))).Resource!;
        await testbed.SettleAsync();
        await testbed.ApplyAsync(testbed.Orders.DestroyNode(node));

        string[] hidden = [.. secrets()];
        log.Lines.ShouldAllBe(line => !hidden.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        log.Lines.Count.ShouldBeGreaterThan(10);
    }
}
