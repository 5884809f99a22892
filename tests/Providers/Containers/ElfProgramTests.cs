using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public sealed class ElfProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // elf(5): a program header of type PT_INTERP, 3, names the loader.
    [Theory]
    [InlineData(0x3e, "/lib64/ld-linux-x86-64.so.2", "amd64")]
    [InlineData(0xb7, "/lib/ld-linux-aarch64.so.1", "arm64")]
    [InlineData(0xf3, "/lib/ld-musl-riscv64.so.1", null)]
    [InlineData(0x3e, "", "amd64")]
    public void The_architecture_and_the_loader_are_read(int machine, string loader, string? architecture)
    {
        const int TableAt = 64;
        const int EntryBytes = 56;
        byte[] path = [.. Encoding.UTF8.GetBytes(loader), 0];
        using MemoryStream file = new();
        using (BinaryWriter writer = new(file, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
            writer.Write((ushort)machine);
            writer.Write(1);
            writer.Write(0L);
            writer.Write((long)TableAt);
            writer.Write(new byte[14]);
            writer.Write((ushort)EntryBytes);
            writer.Write((ushort)2);
            writer.Write(new byte[6]);
            WriteEntry(writer, type: 1, 0, 0);
            WriteEntry(writer, type: loader.Length > 0 ? 3 : 1, TableAt + (2 * EntryBytes), path.Length);
            writer.Write(path);
        }

        File.WriteAllBytes(_folder.At("agent"), file.ToArray());

        ElfProgram.Read(_folder.At("agent")).ShouldBe(new ElfProgram(architecture, loader));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\u007fELF\u0002\u0001")]
    public void Another_file_has_no_header(string content)
    {
        _folder.Write("agent", content);

        ElfProgram.Read(_folder.At("agent")).ShouldBeNull();
    }

    [MachineFact("linux")]
    public void A_truncated_program_has_no_loader()
    {
        byte[] program = File.ReadAllBytes("/proc/self/exe");
        File.WriteAllBytes(_folder.At("agent"), program[..64]);

        ElfProgram.Read("/proc/self/exe")!.Loader.ShouldStartWith("/lib");
        ElfProgram.Read(_folder.At("agent"))!.Loader.ShouldBeEmpty();
    }

    private static void WriteEntry(BinaryWriter writer, int type, long offset, long length)
    {
        writer.Write(type);
        writer.Write(0);
        writer.Write(offset);
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(length);
        writer.Write(length);
        writer.Write(0L);
    }
}
