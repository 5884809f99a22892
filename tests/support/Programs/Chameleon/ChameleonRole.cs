using Scalewright.Providers.Chameleon;

namespace TestPrograms;

/// <summary>Makes a cluster of two machines in one lease, each with an address, gives one back, and then all.</summary>
internal static class ChameleonRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var identity])
        {
            return await Wrong.WordsAsync("chameleon IDENTITY");
        }

        await using ChameleonProvider provider = new(new ChameleonOptions([new ChameleonSite("CHI@UC", new Uri(identity), "ann", "secret")]) { FloatingNetwork = "public", ConsistencyWindow = TimeSpan.Zero });
        return await KilledFarm.RunAsync(provider, 2);
    }
}
