using System.Text.Unicode;

namespace Scalewright.Agents;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">What it returned, 0 to 255; 128 and the signal when a signal ended it.</param>
/// <param name="Output">What it wrote to standard output, as UTF-8; bytes that are none are U+FFFD here, and kept by <see cref="GetOutputBytes"/>.</param>
/// <param name="Error">The same of standard error; see <see cref="GetErrorBytes"/>.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    // Only what its text does not tell.
    private readonly ValueList<byte> _outputBytes = [];
    private readonly ValueList<byte> _errorBytes = [];

    private CommandResult(int exitCode, string output, string error, ValueList<byte> outputBytes, ValueList<byte> errorBytes)
        : this(exitCode, output, error) => (_outputBytes, _errorBytes) = (outputBytes, errorBytes);

    /// <summary>What it wrote to standard output, as UTF-8; bytes that are none are U+FFFD here, and kept by <see cref="GetOutputBytes"/>.</summary>
    public string Output
    {
        get;
        init => (field, _outputBytes) = (value, []);
    } = Output;

    /// <summary>The same of standard error; see <see cref="GetErrorBytes"/>.</summary>
    public string Error
    {
        get;
        init => (field, _errorBytes) = (value, []);
    } = Error;

    /// <summary>The name of its node.</summary>
    public string Node { get; init; } = "";

    /// <summary>True when it returned 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Bytes of its output that were dropped because there were too many.</summary>
    public long DroppedBytes { get; init; }

    /// <summary>Those of <see cref="DroppedBytes"/> that were written to standard error; 0 from an agent that does not tell streams apart.</summary>
    public long DroppedErrorBytes { get; init; }

    /// <summary>True when it was ended because its deadline had passed.</summary>
    public bool DeadlinePassed { get; init; }

    /// <summary>True when the kernel of its node ended it because memory had run out; the exit code is 137 then.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>How a command ended that wrote these bytes.</summary>
    /// <param name="exitCode">What it returned.</param>
    /// <param name="output">What it wrote to standard output; copied.</param>
    /// <param name="error">What it wrote to standard error; copied.</param>
    public static CommandResult FromBytes(int exitCode, ReadOnlySpan<byte> output, ReadOnlySpan<byte> error) =>
        new(exitCode, Encoding.UTF8.GetString(output), Encoding.UTF8.GetString(error), Keep(output), Keep(error));

    /// <summary>What it wrote to standard output, byte for byte; those that were dropped are missing.</summary>
    public byte[] GetOutputBytes() => GetBytes(_outputBytes, Output);

    /// <summary>What it wrote to standard error, byte for byte; those that were dropped are missing.</summary>
    public byte[] GetErrorBytes() => GetBytes(_errorBytes, Error);

    private static byte[] GetBytes(ValueList<byte> kept, string text) => kept.Count > 0 ? [.. kept] : Encoding.UTF8.GetBytes(text);

    private static ValueList<byte> Keep(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? [] : ValueList.Create(bytes);
}
