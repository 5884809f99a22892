namespace Scalewright.Experiments;

/// <summary>How large a machine is, as Scalehub has it: by cores times GiB.</summary>
internal static class MachineSize
{
    public static string Of(double cores, int memoryMiB) => (cores * (memoryMiB / 1024.0)) switch { <= 32 => "small", <= 256 => "medium", <= 1024 => "large", _ => "x-large" };
}
