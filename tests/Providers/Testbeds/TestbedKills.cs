using Loopback.Testbeds;

namespace Testbeds.Tests;

/// <summary>A program that is killed at each request to a testbed that changes something.</summary>
internal static class TestbedKills
{
    /// <param name="role">The program's first word; the second is the testbed's address.</param>
    /// <param name="killsMax">More changes than it makes.</param>
    /// <param name="isEmpty">Looks whether the reaper left something; told when the program was killed.</param>
    /// <returns>How many changes it makes.</returns>
    public static async Task<int> RunAsync(TestbedServer server, string role, int killsMax, Func<IProvider> open, Func<string, Task> isEmpty)
    {
        KillSeries series = new();

        // A token that was asked for changes nothing.
        server.Faults.BeforeReply = request => request.Path.StartsWithSegments("/identity", StringComparison.Ordinal) ? Task.CompletedTask : series.AtChangeAsync($"{request.Method} {request.Path}");
        return await series.RunAsync(killsMax, () => TestProgram.Start(role, server.Address.ToString()), async when =>
        {
            await server.Faults.UntilIdleAsync();
            await using (IProvider provider = open())
            {
                await EveryLineage.ReapAsync(provider);
            }

            await isEmpty(when);
        });
    }
}
