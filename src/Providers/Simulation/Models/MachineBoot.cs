using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>The end of a boot.</summary>
internal sealed class MachineBoot(SimulatedMachine machine, int boot, bool fails) : KernelEvent
{
    protected internal override void Occur() => machine.EndBoot(boot, fails);
}
