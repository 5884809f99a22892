using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Scalewright.Agents.Wire;

/// <summary>Computes SHA-256 with the framework if possible, otherwise with <see cref="PortableSha256"/>.</summary>
internal sealed class Sha256Sum : IDisposable
{
    // The library that the framework loads on Linux (dotnet/runtime, opensslshim.c). The framework ends the process if
    // the library is missing, so the hash itself cannot be used for the check.
    private const string OpenSsl = "libssl.so.3";

    private readonly IncrementalHash? _framework;
    private readonly PortableSha256? _portable;

    public Sha256Sum(bool usesFramework)
    {
        _framework = usesFramework ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _portable = usesFramework ? null : new PortableSha256();
    }

    public Sha256Sum()
        : this(HasFramework) { }

    /// <summary>True if this process can use the framework's hash. Determined once, at the first hash.</summary>
    public static bool HasFramework { get; } = !OperatingSystem.IsLinux() || NativeLibrary.TryLoad(OpenSsl, out _);

    public static byte[] HashData(ReadOnlySpan<byte> bytes)
    {
        using Sha256Sum sum = new();
        sum.Append(bytes);
        return sum.Finish();
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _framework?.AppendData(bytes);
        _portable?.Append(bytes);
    }

    /// <summary>Returns the hash. No bytes may be added afterwards.</summary>
    public byte[] Finish() => _framework?.GetHashAndReset() ?? _portable!.Finish();

    public void Dispose() => _framework?.Dispose();
}
