using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Scalewright.Agents.Wire;

/// <summary>Computes SHA-256: by the framework where it can, otherwise by <see cref="PortableSha256"/>.</summary>
internal sealed class Sha256Sum : IDisposable
{
    // What the framework loads on Linux (dotnet/runtime, opensslshim.c). It ends the process where it finds none, so that
    // trying it out is no way to know.
    private const string OpenSsl = "libssl.so.3";

    private readonly IncrementalHash? _framework;
    private readonly PortableSha256? _portable;

    /// <summary>A hash of nothing yet.</summary>
    /// <param name="usesFramework">Whether the framework computes it.</param>
    public Sha256Sum(bool usesFramework)
    {
        _framework = usesFramework ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _portable = usesFramework ? null : new PortableSha256();
    }

    /// <summary>A hash of nothing yet, computed by what is there.</summary>
    public Sha256Sum()
        : this(HasFramework)
    {
    }

    /// <summary>Whether the framework's hash can be used by this process. It is found out once, at the first hash.</summary>
    public static bool HasFramework { get; } = !OperatingSystem.IsLinux() || NativeLibrary.TryLoad(OpenSsl, out _);

    /// <summary>Returns the hash of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static byte[] HashData(ReadOnlySpan<byte> bytes)
    {
        using Sha256Sum sum = new();
        sum.Append(bytes);
        return sum.Finish();
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _framework?.AppendData(bytes);
        _portable?.Append(bytes);
    }

    /// <summary>Returns the hash of all that was added. Nothing may be added afterwards.</summary>
    public byte[] Finish() => _framework?.GetHashAndReset() ?? _portable!.Finish();

    public void Dispose() => _framework?.Dispose();
}
