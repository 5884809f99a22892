using Scalewright.Providers.IotLab;

namespace TestPrograms;

internal static class IotLabRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address])
        {
            return await Usage.ReportArgumentsAsync("iotlab ADDRESS");
        }

        await using IotLabProvider provider = new(
            new IotLabOptions(new Uri(address), "ann", "secret")
            {
                Sites = ["grenoble"],
                MaxNodesPerExperiment = 2,
                ConsistencyWindow = TimeSpan.Zero,
            }
        );
        await provider.FindEarliestStartAsync(KilledFarm.Sized(4));
        return await KilledFarm.RunAsync(provider, 4);
    }
}
