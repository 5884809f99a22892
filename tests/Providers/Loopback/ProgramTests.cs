namespace Loopback.Programs.Tests;

public sealed class ProgramTests
{
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("")]
    [InlineData("openstack 8001")]
    [InlineData("grid5000 8001 8002")]
    [InlineData("kubernetes 65536")]
    [InlineData("minimega 8001")]
    [InlineData("services flink 8001")]
    public async Task Arguments_that_name_no_server_print_the_usage_and_exit_with_code_2(string words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [StartedServer.Program, .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        string told = await process.StandardError.ReadToEndAsync().WaitAsync(StartedServer.Enough);
        await process.WaitForExitAsync().WaitAsync(StartedServer.Enough);

        (process.ExitCode, told).ShouldBe(
            (
                2,
                $"""
                '{words}' names no server;
                use loopback grid5000 [PORT]
                 or loopback iotlab [PORT]
                 or loopback chameleon [PORT]
                 or loopback kubernetes [PORT]
                 or loopback minimega --base DIR
                 or loopback services s3 [PORT]
                 or loopback services flink PORT DEFINITION

                """
            )
        );
    }

    [Fact]
    public async Task A_minimega_server_listens_on_a_socket_in_its_base_directory()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("minimega");
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [StartedServer.Program, "minimega", "--base", folder.Root])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartedServer.Enough);
            line.ShouldBe($"listening on {path}");

            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            socket.Connected.ShouldBeTrue();
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(StartedServer.Enough);
        }
    }
}
