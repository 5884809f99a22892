using System.Formats.Tar;
using Docker.DotNet.Models;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

[Collection(SharedContainers.Name)]
public sealed class EngineClientTests(ContainerLabs labs) : IAsyncLifetime, IDisposable
{
    private const string Label = "containers.tests";
    private const string Name = "client-test";

    private EngineClient? _client;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_client is not null)
        {
            foreach (EngineContainer container in await _client.ListAsync([Label], CancellationToken.None))
            {
                await _client.RemoveAsync(container.Id, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _client?.Dispose();

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_version_names_the_engine(string engine)
    {
        EngineVersion version = await Connect(engine).GetVersionAsync(CancellationToken.None);

        version.IsPodman.ShouldBe(engine == "podman");
        version.Version.ShouldNotBeEmpty();
        version.Architecture.ShouldNotBeEmpty();
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_container_is_listed_by_its_labels_in_each_state(string engine)
    {
        EngineClient client = Connect(engine);
        string id = await CreateAsync();

        EngineContainer created = (await client.ListAsync([$"{Label}=red"], CancellationToken.None)).ShouldHaveSingleItem();
        await client.StartAsync(Name, CancellationToken.None);
        await client.StartAsync(Name, CancellationToken.None);
        EngineContainer running = (await client.ListAsync([Label], CancellationToken.None)).ShouldHaveSingleItem();

        (created.Id, created.Status, created.Name).ShouldBe((id, "created", Name));
        running.Status.ShouldBe("running");
        running.Labels[Label].ShouldBe("red");
        (await client.ListAsync([$"{Label}=blue"], CancellationToken.None)).ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_name_belongs_to_one_container_until_it_is_renamed(string engine)
    {
        EngineClient client = Connect(engine);
        string id = await CreateAsync();

        EngineException taken = await Should.ThrowAsync<EngineException>(CreateAsync);
        await client.RenameAsync(Name, $"{Name}.e1", CancellationToken.None);
        await client.RenameAsync($"{Name}.e1", $"{Name}.e1", CancellationToken.None);
        EngineException renamed = await Should.ThrowAsync<EngineException>(() =>
            client.RenameAsync(Name, $"{Name}.e2", CancellationToken.None)
        );

        (taken.Meaning, renamed.Meaning).ShouldBe((EngineMeaning.NameTaken, EngineMeaning.Missing));
        (await client.FindAsync(Name, CancellationToken.None)).ShouldBeNull();
        (await client.FindAsync($"{Name}.e1", CancellationToken.None))!.Id.ShouldBe(id);
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Files_are_put_into_a_container_before_its_start(string engine)
    {
        EngineClient client = Connect(engine);
        await CreateAsync();
        byte[] archive = await PackAsync("tmp/greeting", "hello");

        await client.PutArchiveAsync(Name, () => new MemoryStream(archive), CancellationToken.None);
        await client.StartAsync(Name, CancellationToken.None);
        await using ContainerExecStream exec = await client.OpenExecAsync(Name, ["cat", "/tmp/greeting"], CancellationToken.None);

        (await ReadToEndAsync(exec)).ShouldBe("hello");
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_held_program_receives_input_returns_output_and_reports_its_exit(string engine)
    {
        EngineClient client = Connect(engine);
        await CreateAsync();
        await client.StartAsync(Name, CancellationToken.None);
        await using ContainerExecStream exec = await client.OpenExecAsync(
            Name,
            ["sh", "-c", "read line; echo \"got $line\"; echo first >&2; echo last >&2; exit 7"],
            CancellationToken.None
        );

        await exec.WriteAsync("some text\n"u8.ToArray());
        string output = await ReadToEndAsync(exec);

        output.ShouldBe("got some text\n");
        (await exec.GetProcessExitAsync()).ShouldBe(new ProcessExit(7, "last"));
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_held_program_ends_with_its_stream_and_with_its_container(string engine)
    {
        EngineClient client = Connect(engine);
        await CreateAsync();
        await client.StartAsync(Name, CancellationToken.None);
        await using ContainerExecStream closed = await client.OpenExecAsync(Name, ["cat"], CancellationToken.None);
        await using ContainerExecStream held = await client.OpenExecAsync(Name, ["cat"], CancellationToken.None);

        // Docker cannot start a program in a container that is being removed.
        await held.WriteAsync("x"u8.ToArray());
        await held.ReadExactlyAsync(new byte[1]);
        await closed.DisposeAsync();
        await Should.ThrowAsync<IOException>(async () => await closed.ReadExactlyAsync(new byte[1]));
        Task<bool> removal = client.RemoveAsync(Name, CancellationToken.None);

        // Docker ends the output with a message of its own.
        await ReadToEndAsync(held);
        (await removal).ShouldBeTrue();
        (await held.GetProcessExitAsync()).ShouldBeNull();
        (await client.RemoveAsync(Name, CancellationToken.None)).ShouldBeFalse();
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task An_image_is_found_or_reported_as_missing(string engine)
    {
        EngineClient client = Connect(engine);

        (await client.HasImageAsync(ContainerLab.Image, CancellationToken.None)).ShouldBeTrue();
        (await client.HasImageAsync("localhost/missing:1", CancellationToken.None)).ShouldBeFalse();
        EngineException failure = await Should.ThrowAsync<EngineException>(() =>
            client.CreateAsync(new CreateContainerParameters { Image = "localhost/missing:1", Name = Name }, CancellationToken.None)
        );
        (failure.Meaning, failure.IsWithoutEffect).ShouldBe((EngineMeaning.ImageMissing, true));
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Containers_continue_while_their_engine_restarts(string engine)
    {
        EngineClient client = Connect(engine);
        await CreateAsync();
        await client.StartAsync(Name, CancellationToken.None);

        labs[engine].Kill();
        EngineException unreachable;
        try
        {
            unreachable = await Should.ThrowAsync<EngineException>(() => client.ListAsync([Label], CancellationToken.None));
        }
        finally
        {
            labs[engine].Start();
        }

        await using ContainerExecStream exec = await client.OpenExecAsync(Name, ["echo", "hello"], CancellationToken.None);

        (unreachable.Meaning, unreachable.IsWithoutEffect).ShouldBe((EngineMeaning.Unreachable, true));
        unreachable.Message.ShouldContain(labs[engine].Endpoint.LocalPath);
        (await ReadToEndAsync(exec)).ShouldBe("hello\n");
    }

    private EngineClient Connect(string engine) =>
        _client = new EngineClient(new EngineAddress(labs[engine].Endpoint), TimeProvider.System);

    private Task<string> CreateAsync() =>
        _client!.CreateAsync(
            new CreateContainerParameters
            {
                Name = Name,
                Image = ContainerLab.Image,
                Cmd = ["sleep", "1000"],
                StopTimeout = TimeSpan.Zero,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Label] = "red" },
            },
            CancellationToken.None
        );

    private static async Task<byte[]> PackAsync(string path, string text)
    {
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, leaveOpen: true))
        {
            await writer.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }
            );
        }

        return archive.ToArray();
    }

    private static async Task<string> ReadToEndAsync(Stream stream)
    {
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
