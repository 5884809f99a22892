namespace Scalewright.Providers.Minimega;

internal static class MinimegaProblems
{
    public const string Provider = "minimega";

    private static readonly ProblemCode Refusal = new("SW4101", "minimega-refused");
    private static readonly ProblemCode Unreachable = new("SW4102", "minimega-unreachable");
    private static readonly ProblemCode Lost = new("SW4103", "minimega-connection-lost");
    private static readonly ProblemCode Deadline = new("SW4104", "minimega-deadline");
    private static readonly ProblemCode Malformed = new("SW4105", "minimega-malformed-reply");
    private static readonly ProblemCode Oversized = new("SW4106", "minimega-reply-too-large");
    private static readonly ProblemCode Shape = new("SW4107", "minimega-unexpected-answer");

    public static Problem Refused(string command, MinimegaEntry entry) =>
        new(Refusal, $"Error ({Printable.Escape(entry.Host)}): {Printable.Escape(entry.Error)}", $"see the command: {Printable.Escape(command)}");

    public static Problem NotReached(string path, string reason) =>
        new(Unreachable, $"no server answers on '{Printable.Escape(path)}': {Printable.Escape(reason)}", "start minimega, or name its socket");

    public static Problem ConnectionLost(string command, string reason) =>
        new(Lost, $"the connection ended before the answer to '{Printable.Escape(command)}' was complete: {Printable.Escape(reason)}", "look whether the command took effect before sending it again");

    public static Problem DeadlinePassed(string command, TimeSpan timeout) =>
        new(Deadline, $"no complete answer to '{Printable.Escape(command)}' within {timeout.TotalSeconds:0.###} s", "look whether the command took effect before sending it again, or allow more time");

    public static Problem MalformedReply(string command, string reason) =>
        new(Malformed, $"the answer to '{Printable.Escape(command)}' is {Printable.Escape(reason)}", "check that the socket is minimega's");

    public static Problem ReplyTooLarge(string command, int bytesMax) =>
        new(Oversized, $"the answer to '{Printable.Escape(command)}' is longer than {bytesMax} bytes", "ask for less with .columns, or raise ReplyBytesMax");

    public static Problem UnexpectedAnswer(string command, string found) =>
        new(Shape, $"the answer to '{Printable.Escape(command)}' {found}", "check that the server is minimega 3.1");
}
