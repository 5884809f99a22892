using System.Runtime.InteropServices;

namespace Scalewright.Journals;

/// <summary>The fields of Linux' <c>struct statx</c> that are read here, at their places.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileDescription
{
    [FieldOffset(16)]
    public uint Names;

    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Number;

    [FieldOffset(40)]
    public long Length;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    /// <summary>S_IFREG of the type bits.</summary>
    public readonly bool IsPlainFile => (Mode & 0xF000) == 0x8000;

    /// <summary>S_IFDIR of the type bits.</summary>
    public readonly bool IsFolder => (Mode & 0xF000) == 0x4000;

    /// <summary>True for the same file of the same disk.</summary>
    public readonly bool IsSameAs(in FileDescription other) =>
        (Number, DeviceMajor, DeviceMinor) == (other.Number, other.DeviceMajor, other.DeviceMinor);
}
