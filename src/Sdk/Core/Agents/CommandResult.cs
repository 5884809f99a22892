using System.Text.Unicode;

namespace Scalewright.Agents;

/// <summary>Result of a command.</summary>
/// <param name="ExitCode">Exit code, 0 to 255. 128 plus the signal number if a signal ended the command.</param>
/// <param name="Output">Standard output as UTF-8. Invalid bytes are U+FFFD; see <see cref="GetOutputBytes"/>.</param>
/// <param name="Error">Standard error as UTF-8; see <see cref="GetErrorBytes"/>.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    // Set only if the text cannot represent the bytes.
    private readonly ValueList<byte> _outputBytes = [];
    private readonly ValueList<byte> _errorBytes = [];

    private CommandResult(int exitCode, string output, string error, ValueList<byte> outputBytes, ValueList<byte> errorBytes)
        : this(exitCode, output, error) => (_outputBytes, _errorBytes) = (outputBytes, errorBytes);

    /// <summary>Standard output as UTF-8. Invalid bytes are U+FFFD; see <see cref="GetOutputBytes"/>.</summary>
    public string Output
    {
        get;
        init => (field, _outputBytes) = (value, []);
    } = Output;

    /// <summary>Standard error as UTF-8; see <see cref="GetErrorBytes"/>.</summary>
    public string Error
    {
        get;
        init => (field, _errorBytes) = (value, []);
    } = Error;

    /// <summary>Name of the node.</summary>
    public string Node { get; init; } = "";

    /// <summary>True if the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Number of bytes dropped because the output was too long.</summary>
    public long DroppedBytes { get; init; }

    /// <summary>Number of dropped bytes of standard error, included in <see cref="DroppedBytes"/>.</summary>
    /// <remarks>0 if the agent does not count the streams separately.</remarks>
    public long DroppedErrorBytes { get; init; }

    /// <summary>True if the command was killed because its timeout expired.</summary>
    public bool HasTimedOut { get; init; }

    /// <summary>True if the node's kernel killed the command for lack of memory. The exit code is then 137.</summary>
    public bool IsOutOfMemoryKilled { get; init; }

    /// <summary>Creates a result from output bytes.</summary>
    /// <param name="exitCode">Exit code.</param>
    /// <param name="output">Standard output; copied.</param>
    /// <param name="error">Standard error; copied.</param>
    public static CommandResult FromBytes(int exitCode, ReadOnlySpan<byte> output, ReadOnlySpan<byte> error) =>
        new(exitCode, Encoding.UTF8.GetString(output), Encoding.UTF8.GetString(error), Keep(output), Keep(error));

    /// <summary>Returns the bytes of standard output, without the dropped ones.</summary>
    public byte[] GetOutputBytes() => GetBytes(_outputBytes, Output);

    /// <summary>Returns the bytes of standard error, without the dropped ones.</summary>
    public byte[] GetErrorBytes() => GetBytes(_errorBytes, Error);

    private static byte[] GetBytes(ValueList<byte> kept, string text) => kept.Count > 0 ? [.. kept] : Encoding.UTF8.GetBytes(text);

    private static ValueList<byte> Keep(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? [] : ValueList.Create(bytes);
}
