using Scalewright.Providers.Grid5000;

namespace TestPrograms;

internal static class Grid5000Role
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address])
        {
            return await Usage.ReportArgumentsAsync("grid5000 ADDRESS");
        }

        await using Grid5000Provider provider = new(
            new Grid5000Options(new Uri(address), "ann", "secret")
            {
                Sites = ["rennes"],
                PublicKey = "ssh-ed25519 AAAA ann@front",
                MaxNodesPerJob = 2,
                ConsistencyWindow = TimeSpan.Zero,
            }
        );
        return await KilledFarm.RunAsync(provider, 4);
    }
}
