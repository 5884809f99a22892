namespace Testbeds.Tests;

internal static class TestbedLogs
{
    /// <summary>Lets a testbed fail, refuse and let nobody in any more, and looks for what stands in no line of the log.</summary>
    /// <param name="answer">What a testbed says that refuses something.</param>
    /// <param name="shut">After it, the provider needs a new password or token.</param>
    /// <param name="secrets">What may stand nowhere, when all is over.</param>
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
