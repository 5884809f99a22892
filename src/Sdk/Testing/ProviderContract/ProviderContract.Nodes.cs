using Scalewright.Agents;
using Scalewright.Providers;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests of connections to nodes.</content>
public abstract partial class ProviderContract<TProvider>
{
    [ContractFact(NeedsAgent = true)]
    public Task A_node_runs_programs_and_tells_how_they_ended() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);

        CommandResult said = await connection.RunAsync(new CommandRequest(["echo", "two words", "$HOME", "*"]), token);
        CommandResult refused = await connection.RunAsync(new CommandRequest(["false"]), token);

        (said.Output, said.ExitCode, said.Node).ShouldBe(("two words $HOME *\n", 0, "contract-1"));
        refused.ExitCode.ShouldBe(1);
        connection.BootId.ShouldNotBeEmpty();
        (await connection.PingAsync(token)).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
    });

    [ContractFact(NeedsAgent = true)]
    public Task What_a_program_writes_is_heard_before_its_result() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);
        StringBuilder heard = new();

        CommandResult said = await connection.RunAsync(new CommandRequest(
            ["echo", "two words", "ü"]) { OnOutput = piece => heard.Append(piece.IsError ? "!" : piece.Text) }, token);

        (said.Output, heard.ToString()).ShouldBe(("two words ü\n", "two words ü\n"));
    });

    [ContractFact(NeedsAgent = true)]
    public Task A_program_that_is_not_there_is_the_nodes_failure() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);

        AgentException failure =
            await FailsAsync(() => connection.RunAsync(new CommandRequest(["no-such-program"]), token));

        failure.Node.ShouldBe("contract-1");
    });

    [ContractFact(NeedsAgent = true)]
    public Task A_file_comes_back_as_it_was_put() => RunAsync(async (provider, caller, token) =>
    {
        byte[] content = new byte[300_000];
        CreateChance().NextBytes(content);
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);

        await connection.PutFileAsync(TextPath, new MemoryStream(content), token);
        using MemoryStream back = new();
        long length = await connection.GetFileAsync(TextPath, back, token);

        length.ShouldBe(content.Length);
        back.ToArray().ShouldBe(content);
    });

    [ContractFact(NeedsAgent = true)]
    public Task A_file_that_is_put_again_is_replaced() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);

        await connection.PutFileAsync(TextPath, new MemoryStream(Encoding.UTF8.GetBytes("long long ago")), token);
        await connection.PutFileAsync(TextPath, new MemoryStream(Encoding.UTF8.GetBytes("now")), token);

        (await connection.RunAsync(new CommandRequest(["cat", TextPath]), token)).Output.ShouldBe("now");
    });

    [ContractFact(NeedsAgent = true)]
    public Task A_file_that_is_not_there_cannot_be_had() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await using INodeConnection connection = await provider.ConnectAsync(node, token);

        await FailsAsync(() => connection.GetFileAsync("/tmp/no-such-file", Stream.Null, token));
    });

    [ContractFact]
    public Task A_node_that_is_gone_cannot_be_reached() => RunAsync(async (provider, caller, token) =>
    {
        Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
        await RemoveAsync(provider, caller, node, token);

        await FailsAsync(() => provider.ConnectAsync(node, token));
    });
}
