using Scalewright.Providers.Vagrant;

namespace TestPrograms;

internal static class VagrantRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var folder, var vagrant])
        {
            return await Usage.ReportArgumentsAsync("vagrant FOLDER PROGRAM");
        }

        await using VagrantProvider provider = new(
            new VagrantOptions(folder)
            {
                Program = vagrant,
                Hypervisor = "loopback",
                MaxConcurrency = 1,
            }
        );
        return await KilledFarm.RunAsync(provider, 2);
    }
}
