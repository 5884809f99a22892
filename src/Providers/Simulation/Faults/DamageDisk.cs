using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Bits of a byte flip in one of the files that a disk has by then. Does nothing when there are none.</summary>
/// <param name="Position">Which byte, 0 or more: its remainder by the number of files, in ordinal order, is the file; what is left, by the file's length, the offset.</param>
/// <param name="Bits">Those to flip.</param>
public sealed record DamageDisk(int Position, byte Bits) : Fault
{
    /// <summary>The folder whose files are struck, with those in folders below; default all.</summary>
    public string Folder { get; init; } = "/";

    /// <summary>The node whose disk it is; null, the default: the controllers'.</summary>
    public string? Node { get; init; }

    private protected override string Words =>
        $"damage to the disk of {(Node is null ? "the controllers" : $"node {Printable.Escape(Node)}")}: bits 0x{Bits:x2} flip in a file of {Printable.Escape(Folder)}, at position {Position}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(Folder), Folder);
        check.Count(nameof(Position), Position, 0);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        if (Node is not null)
        {
            check.Node(world, nameof(Node), Node);
        }
    }

    internal override Action? Begin(World world)
    {
        SimulatedDisk? disk = Node is null ? world.Disk : world.Inventory.FindHost(Node)?.Disk;
        disk?.Damage(Folder, Position, Bits);
        return null;
    }
}
