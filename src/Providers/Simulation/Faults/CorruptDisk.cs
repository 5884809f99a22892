using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Flips bits of a byte in one of the existing files of a disk. Has no effect when no files exist.</summary>
/// <param name="Position">Selects the byte, 0 or more. The position modulo the number of files is the index of the
/// file, in ordinal order. The quotient modulo the file length is the offset.</param>
/// <param name="Bits">Bits to flip.</param>
public sealed record CorruptDisk(int Position, byte Bits) : Fault
{
    /// <summary>Folder of the affected files, including subfolders. Default all files.</summary>
    public string Folder { get; init; } = "/";

    /// <summary>Node of the disk. Default null: the disk of the controllers.</summary>
    public string? Node { get; init; }

    private protected override string Description =>
        $"damage to the disk of {(Node is null ? "the controllers" : $"node {TextEscaping.Escape(Node)}")}: bits "
        + $"0x{Bits:x2} flip in a file of {TextEscaping.Escape(Folder)}, at position {Position}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Folder), Folder);
        check.Count(nameof(Position), Position, 0);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        if (Node is not null)
        {
            check.Node(world, nameof(Node), Node);
        }
    }

    internal override Action? Inject(World world)
    {
        SimulatedDisk? disk = Node is null ? world.Disk : world.Inventory.FindHost(Node)?.Disk;
        disk?.Damage(Folder, Position, Bits);
        return null;
    }
}
