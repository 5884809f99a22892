using Scalewright.Storage.Agents;

namespace Scalewright.Storage.Testing.Nodes;

/// <summary>What the equipment shows to one plug-in.</summary>
internal sealed class NodePlugin(string name, EquipmentLine equipment) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => equipment.Poll(name, isFull: true);

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => equipment.Poll(name, isFull: false);
}
