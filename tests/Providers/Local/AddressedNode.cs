namespace Local.Tests;

/// <summary>A node and its address.</summary>
internal sealed record AddressedNode(Node Node, Resource Resource, string Address)
{
    public async Task<string> PythonAsync(string program)
    {
        CommandResult result = await Node.RunAsync(["python3", "-c", program]);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output.Trim();
    }
}
