using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A datagram on its way.</summary>
internal sealed class DatagramDelivery(NetworkHost host, Datagram datagram) : KernelEvent
{
    protected internal override void Occur() => host.Receive(datagram);
}
