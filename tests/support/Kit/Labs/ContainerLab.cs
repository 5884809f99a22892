using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Tests.Shared;

/// <summary>Container engine in namespaces and folders of its own, with one image.</summary>
public class ContainerLab : IDisposable
{
    /// <summary>Image with busybox and the C library.</summary>
    public const string Image = "localhost/scalewright-lab:latest";

    // Short, because it contains sockets.
    private readonly TemporaryFolder _folder = new();
    private readonly string _engine;
    private readonly HttpClient _http;

    /// <param name="engine"><c>docker</c> or <c>podman</c>.</param>
    /// <param name="prepare">Writes files to the folder of the engine before it starts; null: none.</param>
    protected ContainerLab(string engine, Action<string>? prepare = null)
    {
        _engine = engine;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(token) })
        {
            BaseAddress = new Uri("http://engine/"),
        };
        if (MachineNeeds.FindMissing(engine) is null)
        {
            prepare?.Invoke(Folder);
            Script("up");
            ImportImageAsync(Image.Split(':')[0], "image.tar").GetAwaiter().GetResult();
        }
    }

    public Uri Endpoint => new($"unix://{Socket}");

    /// <summary>Network namespace of the engine.</summary>
    public string NetworkNamespace => $"/proc/{File.ReadAllText(Path.Combine(Folder, "holder.pid")).Trim()}/ns/net";

    private string Folder => _folder.At(_engine);

    private string Socket => Path.Combine(Folder, "socket");

    /// <summary>Ends the engine by SIGKILL. Containers continue.</summary>
    public void Kill() => Script("kill");

    /// <summary>Starts the engine after <see cref="Kill"/>.</summary>
    /// <param name="containersContinue">False: Docker runs without live restore, and ends all containers.</param>
    public void Start(bool containersContinue = true) => Script("start", containersContinue ? [] : ["ends"]);

    /// <summary>Sends a request to the engine as it is.</summary>
    /// <param name="path">Path without a version, and query.</param>
    /// <param name="body">JSON, or empty for no body.</param>
    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string body = "")
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadAsStringAsync()).Trim());
    }

    /// <summary>Adds an image: <see cref="Image"/>, files and folders of this machine, and the libraries that these need.</summary>
    /// <param name="name">Name without a registry and a tag.</param>
    /// <returns>The name of the image.</returns>
    public async Task<string> AddImageAsync(string name, params string[] files)
    {
        Script("add", [$"{name}.tar", .. files]);
        await ImportImageAsync($"localhost/{name}", $"{name}.tar");
        return $"localhost/{name}:latest";
    }

    /// <summary>Adds an image: <see cref="Image"/>, and PostgreSQL of this machine with the user <c>postgres</c>.</summary>
    /// <returns>The name of the image.</returns>
    public async Task<string> AddPostgreSqlAsync()
    {
        const string Name = "postgresql";
        Script("add-postgresql", $"{Name}.tar");
        await ImportImageAsync($"localhost/{Name}", $"{Name}.tar");
        return $"localhost/{Name}:latest";
    }

    /// <summary>Gives <see cref="Image"/> a further name.</summary>
    public async Task NameImageAsync(string repository, string tag)
    {
        (int status, string body) = await SendAsync(HttpMethod.Post, $"images/{Image}/tag?repo={repository}&tag={tag}");
        Assert.True(status == 201, body);
    }

    /// <summary>Returns the containers and networks of this project, running or not, as JSON; <c>[][]</c> if there are none.</summary>
    public async Task<string> ListOwnAsync()
    {
        const string Filter = "filters={\"label\":[\"scalewright.owner\"]}";
        (int status, string containers) = await SendAsync(HttpMethod.Get, $"containers/json?all=1&{Filter}");
        Assert.True(status == 200, containers);
        (status, string networks) = await SendAsync(HttpMethod.Get, $"networks?{Filter}");
        Assert.True(status == 200, networks);
        return containers + networks;
    }

    /// <summary>Returns the command lines of the engine's processes and of those of its containers: they see mounts of its folder, or name its configuration.</summary>
    public IEnumerable<string> ListProcesses() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(process =>
                Read(process, "mountinfo").Contains(Folder, StringComparison.Ordinal)
                || Read(process, "environ").Contains($"CONTAINERS_CONF={Folder}/", StringComparison.Ordinal)
            )
            .Select(process => Read(process, "cmdline").Replace('\0', ' '));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        if (MachineNeeds.FindMissing(_engine) is null)
        {
            Script("down");
        }

        _http.Dispose();
        _folder.Dispose();
    }

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ""; // Not a process, or it has exited.
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // Podman ignores the tag and uses "latest".
    private async Task ImportImageAsync(string repository, string archive)
    {
        await using FileStream file = File.OpenRead(Path.Combine(Folder, archive));
        using StreamContent content = new(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpRequestMessage request = new(
            HttpMethod.Post,
            new Uri($"images/create?fromSrc=-&repo={repository}&tag=latest", UriKind.Relative)
        )
        {
            Content = content,
        };
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private void Script(string verb, params string[] arguments)
    {
        ProgramResult result = Command.Run(
            "bash",
            _folder.Root,
            new Dictionary<string, string>(),
            [Repository.At("tests", "support", "Kit", "Labs", "containers.sh"), verb, _engine, Folder, .. arguments]
        );
        Assert.True(result.ExitCode == 0, result.Text);
    }
}

public sealed class DockerLab() : ContainerLab("docker");

public sealed class PodmanLab() : ContainerLab("podman");
