using Scalewright.Providers.AutoScaling;

namespace TestPrograms;

internal static class AutoScalingRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address, var id, var secret])
        {
            return await Usage.ReportArgumentsAsync("autoscaling ADDRESS KEY SECRET");
        }

        await using AutoScalingProvider provider = new(
            new AutoScalingOptions(new Uri(address), new AccessKey(id, secret)) { ConsistencyWindow = TimeSpan.Zero }
        );
        return await KilledFarm.RunAsync(provider, 3);
    }
}
