namespace Sdk.Tests.Agents;

internal static class Session
{
    public const string Boot = "b1";

    public static byte[] Hello { get; } =
        FrameBytes.Of(FrameBytes.Hello, 0, """{"major":1,"minor":0,"node":"n1","session":"s1","nonce":"1","epoch":3}""");

    // Nonce of the agent's first connection.
    public static byte[] Confirmation { get; } = FrameBytes.Of(FrameBytes.Hello, 0, """{"major":1,"node":"n1","boot":"b1","nonce":"1"}""");

    public static byte[] Opening { get; } = [.. Hello, .. Confirmation];

    public static byte[] Echo(uint call, int operation) =>
        FrameBytes.CreateRequest(
            call,
            $$"""{"service":"commands","method":"run","operation":{{operation}}}""",
            """{"words":["echo","hi"],"deadlineMilliseconds":1000,"outputBytesMax":100}"""
        );

    public static Outcome Serve(params byte[][] parts) => Serve(int.MaxValue, [.. parts.SelectMany(part => part)]);

    public static Outcome Serve(AgentHostOptions options, params byte[][] parts) =>
        Serve(int.MaxValue, [.. parts.SelectMany(part => part)], options);

    public static Outcome Serve(int readMax, byte[] script) => Serve(readMax, script, new AgentHostOptions { Node = "n1", BootId = Boot });

    private static Outcome Serve(int readMax, byte[] script, AgentHostOptions options)
    {
        ScriptedPrograms programs = new(TimeProvider.System);
        InMemoryFiles files = new();
        // Requests start in order, regardless of the load on this machine.
        AgentHost host = new(options with { Clock = new FrozenClock(TimeProvider.System) }, programs, files);
        ScriptedStream stream = new(script, readMax);
        Task<Scalewright.Problem?> serving = host.ServeAsync(stream);
        serving.Wait(TimeSpan.FromMinutes(1)).ShouldBeTrue("it hangs");
        return new Outcome(serving.Result, FrameBytes.ReadAll(stream.Written), programs.Started, files) { FirstKill = programs.FirstKill };
    }

    internal sealed record Outcome(
        Scalewright.Problem? End,
        List<(byte Kind, uint Call, byte[] Payload)> Answers,
        string[] Started,
        InMemoryFiles Files
    )
    {
        public required Task<string> FirstKill { get; init; }

        public string Goodbye => Encoding.UTF8.GetString(Answers.LastOrDefault(frame => frame.Kind == FrameBytes.Goodbye).Payload ?? []);

        public string Output =>
            Encoding.UTF8.GetString([.. Answers.Where(frame => frame.Kind == FrameBytes.Chunk).SelectMany(frame => frame.Payload.Skip(1))]);
    }
}
