namespace Local.Tests;

/// <summary>A node, and where it is.</summary>
internal sealed record Place(Node Node, Resource Resource, string Address)
{
    /// <summary>What a program writes that runs on the node.</summary>
    public async Task<string> PythonAsync(string program)
    {
        CommandResult result = await Node.RunAsync(["python3", "-c", program]);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output.Trim();
    }
}
