using Scalewright.Providers.Chameleon;

namespace TestPrograms;

internal static class ChameleonRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var identity])
        {
            return await Usage.ReportArgumentsAsync("chameleon IDENTITY");
        }

        await using ChameleonProvider provider = new(
            new ChameleonOptions([new ChameleonSite("CHI@UC", new Uri(identity), "ann", "secret")])
            {
                FloatingNetwork = "public",
                ConsistencyWindow = TimeSpan.Zero,
            }
        );
        return await KilledFarm.RunAsync(provider, 2);
    }
}
