using System.Runtime.InteropServices;

namespace Scalewright.Journals;

/// <summary>The used fields of <c>struct statx</c> of Linux, at their offsets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
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

    public readonly bool IsPlainFile => (Mode & 0xF000) == 0x8000;

    public readonly bool IsFolder => (Mode & 0xF000) == 0x4000;

    public readonly bool IsSameAs(in StatxBuffer other) =>
        (Number, DeviceMajor, DeviceMinor) == (other.Number, other.DeviceMajor, other.DeviceMinor);
}
