namespace Scalewright.Providers.Simulation;

/// <summary>Flips bits of a byte on the controllers' disk. Has no effect if the file is missing or shorter.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Offset in the file, 0 or more.</param>
/// <param name="Bits">Bits to flip.</param>
public sealed record CorruptFile(string Path, int Offset, byte Bits) : Fault
{
    private protected override string Description =>
        $"damage to file {TextEscaping.Escape(Path)}: bits 0x{Bits:x2} at offset {Offset} flip";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Path), Path);
        check.Count(nameof(Offset), Offset, 0);
    }

    internal override Action? Inject(World world)
    {
        if (world.Disk.Find(Path) is { IsFolder: false } file && Offset < file.Length)
        {
            world.Disk.Corrupt(Path, Offset, Bits);
        }

        return null;
    }
}
