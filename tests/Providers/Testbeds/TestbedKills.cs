using Loopback.Testbeds;

namespace Testbeds.Tests;

/// <summary>Kills a program at each of its requests that change the testbed.</summary>
internal static class TestbedKills
{
    /// <param name="role">First argument of the program; the second is the address of the testbed.</param>
    /// <param name="killsMax">An upper bound of the number of changes.</param>
    /// <param name="isEmpty">Checks that the reaper left nothing; receives a description of the kill.</param>
    /// <returns>The number of changes.</returns>
    public static async Task<int> RunAsync(
        TestbedServer server,
        string role,
        int killsMax,
        Func<IProvider> open,
        Func<string, Task> isEmpty
    )
    {
        KillSeries series = new();

        // A request for a token changes nothing.
        server.Faults.BeforeReply = request =>
            request.Path.StartsWithSegments("/identity", StringComparison.Ordinal)
                ? Task.CompletedTask
                : series.AtChangeAsync($"{request.Method} {request.Path}");
        return await series.RunAsync(
            killsMax,
            () => TestProgram.Start(role, server.Address.ToString()),
            async when =>
            {
                await server.Faults.UntilIdleAsync();
                await using (IProvider provider = open())
                {
                    await EveryLineage.ReapAsync(provider);
                }

                await isEmpty(when);
            }
        );
    }
}
