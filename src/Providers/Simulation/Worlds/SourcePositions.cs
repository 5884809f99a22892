using System.Diagnostics;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Finds the lines of the user's program that make calls. Empty under Native AOT, which has no lines.
/// </summary>
internal sealed class SourcePositions
{
    private const string Generated = ".g.cs";

    // A stack with lines costs far more than one without, and a program makes its calls at few places.
    private readonly Dictionary<(string Type, string Method, int Offset), string> _positions = [];

    /// <summary>Returns the innermost frame of the user's program as <c>ShopTests.cs:13</c>; empty if the call was
    /// not made directly by it.</summary>
    public string FindCaller()
    {
        StackTrace stack = new(fNeedFileInfo: false);
        for (int index = 0; index < stack.FrameCount; index++)
        {
            if (
                stack.GetFrame(index) is not { } frame
                || DiagnosticMethodInfo.Create(frame) is not { DeclaringTypeName: { } type, Name: { } method }
                || !StackLines.IsUsersOwn(type)
            )
            {
                continue;
            }

            if (!_positions.TryGetValue((type, method, frame.GetILOffset()), out string? position))
            {
                position = Describe(new StackTrace(fNeedFileInfo: true).GetFrame(index));
                _positions.Add((type, method, frame.GetILOffset()), position);
            }

            if (position.Length > 0)
            {
                return position;
            }
        }

        return "";
    }

    /// <returns>Empty for a frame without a line, and for generated code.</returns>
    private static string Describe(StackFrame? frame)
    {
        string file = Path.GetFileName(frame?.GetFileName() ?? "");
        return file.Length == 0 || file.EndsWith(Generated, StringComparison.Ordinal)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{file}:{frame!.GetFileLineNumber()}");
    }
}
