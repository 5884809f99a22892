using System.Buffers;

namespace Experiments.Tests;

public class AnsibleTests
{
    [MachineTheory("/usr/bin/ansible-inventory")]
    [InlineData(InventoryFormat.Yaml, "inventory.yaml")]
    [InlineData(InventoryFormat.Ini, "inventory.ini")]
    [InlineData(InventoryFormat.DynamicJson, "inventory")]
    public async Task Ansible_resolves_a_written_inventory_to_the_same_variables_and_groups(InventoryFormat format, string file)
    {
        using TemporaryFolder folder = new();
        string path = folder.At(file);
        await WriteAsync(path, format);

        JsonObject list = JsonNode.Parse(await ListAsync(path))!.AsObject();

        ResolvedInventory resolved = Example.Inventory.Resolve();
        JsonObject got = list["_meta"]!["hostvars"]!.AsObject();
        got.Select(host => host.Key).ShouldBe(resolved.HostVars.Select(host => host.Key), ignoreOrder: true);
        foreach (DocumentEntry host in resolved.HostVars)
        {
            foreach (DocumentEntry variable in (DocumentMap)host.Value)
            {
                Canonical
                    .Text(got[host.Key]![variable.Key])
                    .ShouldBe(Canonical.Text(Canonical.Json(variable.Value)), $"{host.Key}.{variable.Key}");
            }

            got[host.Key]!.AsObject().Count.ShouldBe(((DocumentMap)host.Value).Count, host.Key);
        }

        foreach (InventoryGroup group in resolved.Groups.Where(group => group.Hosts.Count + group.Children.Count > 0))
        {
            Names(list[group.Name]?["hosts"]).ShouldBe(group.Hosts, ignoreOrder: true);
            Names(list[group.Name]?["children"]).ShouldBe(group.Children, ignoreOrder: true);
        }
    }

    // Host names with ports, and some that only look as if they had a port.
    [MachineTheory("/usr/bin/ansible-inventory")]
    [InlineData("[fe80::1]:22")]
    [InlineData("[fe80::[1:3]]:2022")]
    [InlineData("[2001:db8::a]:0022")]
    [InlineData("[1:2:3:4:5:6:7:8]:9")]
    [InlineData("[::ffff:10.0.0.[1:2]]:8022")]
    [InlineData("[fe80::1%eth0]:22")]
    [InlineData("fe80::9")]
    [InlineData("fe80::[8:9]")]
    [InlineData("web[1:2]:2022")]
    [InlineData("[web-[1:2].lab]:22")]
    [InlineData("[a:c]-node:22")]
    [InlineData("[web:33]:22")]
    [InlineData("[10.0.0.1]:22")]
    [InlineData("web:123456")]
    [InlineData("-web:22")]
    [InlineData("web-:22")]
    [InlineData("web.example.:22")]
    public async Task Ansible_parses_hosts_and_ports_as_the_reader_does(string host)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("hosts.ini", $"[a]\n{host} x=1\n");

        JsonObject got = JsonNode.Parse(await ListAsync(path))!["_meta"]!["hostvars"]!.AsObject();

        ResolvedInventory read = InventoryFile.Read(path).Inventory!.Resolve();
        read.HostVars.Select(item => $"{item.Key} {Canonical.Text(Canonical.Json(item.Value))}")
            .ShouldBe(got.Select(item => $"{item.Key} {Canonical.Text(item.Value)}"), ignoreOrder: true);
    }

    private static async Task WriteAsync(string path, InventoryFormat format)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(Example.Inventory, format, buffer);
        if (format != InventoryFormat.DynamicJson)
        {
            await File.WriteAllBytesAsync(path, buffer.WrittenSpan.ToArray());
            return;
        }

        // A dynamic inventory is a program that prints the inventory.
        await File.WriteAllBytesAsync(path + ".out", buffer.WrittenSpan.ToArray());
        await File.WriteAllTextAsync(path, $"#!/bin/sh\ncat '{path}.out'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<string> ListAsync(string path)
    {
        ProcessStartInfo start = new("/usr/bin/ansible-inventory", ["-i", path, "--list"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        (await error).ShouldNotContain("[WARNING]");
        return output;
    }

    private static IEnumerable<string> Names(JsonNode? names) =>
        names is JsonArray array ? array.Select(name => name!.GetValue<string>()) : [];
}
