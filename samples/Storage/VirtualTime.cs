using Scalewright.Providers.Simulation.Kernel;
using StorageSample.Managing;

namespace StorageSample;

/// <summary>Runs a manager in this process, in virtual time and from one seed.</summary>
internal static class VirtualTime
{
    /// <summary>Password of its user. No port is open, so it need not be secret.</summary>
    public const string Password = "virtual";

    private const int Seed = 1;

    /// <summary>Runs a function with a new manager, and returns when it has ended.</summary>
    public static void Run(Func<ManagerAddress, Task> body)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = Seed });
        kernel.Run(async () =>
        {
            await using StorageManager manager = await StorageManager.StartAsync(new StorageManagerOptions { Clock = kernel.Clock, Random = new Random(Seed), Password = Password });
            using ManagerHandler handler = new(manager);
            using ManagerAddress address = new(new Uri("http://localhost/"), Authority: null) { Clock = kernel.Clock, InProcess = handler };
            await body(address);
        });
    }
}
