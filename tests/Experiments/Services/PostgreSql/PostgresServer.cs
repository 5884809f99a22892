using Npgsql;
namespace Experiments.Services.Tests.PostgreSql;

/// <summary>A database in a folder, reached by a socket in it, and ended by its own handle.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly RealServer _server;

    private PostgresServer(RealServer server, string socket) => (_server, ConnectionString) = (server, $"Host={socket};Username=postgres;Database=postgres");

    /// <summary>Where Debian puts the server's programs; null where they are not installed.</summary>
    public static string? Folder { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartAsync(TemporaryFolder folder)
    {
        string data = folder.At("data");
        bool isRoot = Environment.UserName == "root";
        if (isRoot)
        {
            // The server refuses to be root; Debian's package made it a user of its own.
            (await RealProgram.RunAsync("chown", ["postgres", folder.Root])).Exit.ShouldBe(0);
        }

        (int exit, string output, string errors) = await RealProgram.RunAsync(Program("initdb"), Arguments("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-N", "--locale=C", "-E", "UTF8"]));
        exit.ShouldBe(0, output + errors);
        string[] serve = ["-D", data, "-k", folder.Root, "-c", "listen_addresses=", "-c", "fsync=off"];
        RealServer server = await RealServer.StartAsync(Program("postgres"), folder.Root, _ => Arguments("postgres", serve), _ => AnswersAsync(folder.Root));
        return new PostgresServer(server, folder.Root);

        string Program(string name) => isRoot ? "setpriv" : Path.Combine(Folder!, name);

        string[] Arguments(string name, string[] arguments) => isRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(Folder!, name), .. arguments] : arguments;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    private static async Task<bool> AnswersAsync(string socket)
    {
        try
        {
            await using NpgsqlConnection connection = new($"Host={socket};Username=postgres;Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
