using Scalewright.Agents;
using Scalewright.Providers;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests of connections to nodes.</content>
public abstract partial class ProviderContract<TProvider>
{
    [ContractFact(NeedsAgent = true)]
    public Task A_node_runs_programs_and_returns_their_exit_codes() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "two words", "$HOME", "*"]), token);
                CommandResult refused = await connection.RunAsync(new CommandRequest(["false"]), token);

                (result.Output, result.ExitCode, result.Node).ShouldBe(("two words $HOME *\n", 0, "contract-1"));
                refused.ExitCode.ShouldBe(1);
                connection.BootId.ShouldNotBeEmpty();
                (await connection.PingAsync(token)).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task Output_of_a_program_arrives_before_its_result() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);
                StringBuilder streamed = new();

                CommandResult result = await connection.RunAsync(
                    new CommandRequest(["echo", "two words", "ü"])
                    {
                        OnOutput = piece => streamed.Append(piece.IsError ? "!" : piece.Text),
                    },
                    token
                );

                (result.Output, streamed.ToString()).ShouldBe(("two words ü\n", "two words ü\n"));
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task Running_a_missing_program_fails_and_names_the_node() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                AgentException failure = await CaptureFailureAsync(() =>
                    connection.RunAsync(new CommandRequest(["no-such-program"]), token)
                );

                failure.Node.ShouldBe("contract-1");
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task A_file_is_downloaded_as_it_was_uploaded() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                byte[] content = new byte[300_000];
                CreateRandom().NextBytes(content);
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                await connection.PutFileAsync(TextPath, new MemoryStream(content), token);
                using MemoryStream back = new();
                long length = await connection.GetFileAsync(TextPath, back, token);

                length.ShouldBe(content.Length);
                back.ToArray().ShouldBe(content);
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task A_second_upload_replaces_a_file() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                await connection.PutFileAsync(TextPath, new MemoryStream(Encoding.UTF8.GetBytes("long long ago")), token);
                await connection.PutFileAsync(TextPath, new MemoryStream(Encoding.UTF8.GetBytes("now")), token);

                (await connection.RunAsync(new CommandRequest(["cat", TextPath]), token)).Output.ShouldBe("now");
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task Downloading_a_missing_file_fails() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                await CaptureFailureAsync(() => connection.GetFileAsync("/tmp/no-such-file", Stream.Null, token));
            }
        );

    [ContractFact(NeedsAgent = true)]
    public Task Uploading_a_file_below_a_missing_folder_fails() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await using INodeConnection connection = await provider.ConnectAsync(node, token);

                await CaptureFailureAsync(() => connection.PutFileAsync("/tmp/no-such-folder/file", new MemoryStream([1]), token));
            }
        );

    [ContractFact]
    public Task Connecting_to_a_deleted_node_fails() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);
                await RemoveAsync(provider, caller, node, token);

                await CaptureFailureAsync(() => provider.ConnectAsync(node, token));
            }
        );
}
