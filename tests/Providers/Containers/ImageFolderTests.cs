using System.Formats.Tar;
using System.IO.Compression;
using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_packed_without_ignored_files_and_with_their_exceptions()
    {
        _folder.Write("Dockerfile", "FROM scratch\n");
        _folder.Write(".dockerignore", "*\n!app\napp/obj\n!app/obj/kept\n");
        _folder.Write("secret", "");
        _folder.Write("app/main", "text");
        _folder.Write("app/obj/dropped", "");
        _folder.Write("app/obj/kept", "");
        File.CreateSymbolicLink(_folder.At("app", "link"), "main");
        File.SetUnixFileMode(_folder.At("app", "main"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        using Stream archive = new ImageFolder(_folder.Root).Pack();
        Dictionary<string, (TarEntryType Type, UnixFileMode Mode, string Text)> entries = Read(archive);

        entries.Keys.ShouldBe([".dockerignore", "Dockerfile", "app", "app/link", "app/main", "app/obj/kept"]);
        entries["app/main"].ShouldBe((TarEntryType.RegularFile, UnixFileMode.UserRead | UnixFileMode.UserExecute, "text"));
        entries["app/link"].ShouldBe((TarEntryType.SymbolicLink, (UnixFileMode)0x1FF, "main"));
    }

    [Fact]
    public void The_name_of_an_image_changes_with_content_names_and_modes_but_not_with_times_and_ignored_files()
    {
        string dockerfile = _folder.Write("Dockerfile", "FROM scratch\n");
        _folder.Write(".dockerignore", "ignored\n");
        string first = new ImageFolder(_folder.Root).ComputeName();

        File.SetLastWriteTimeUtc(dockerfile, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        _folder.Write("ignored", "other");
        new ImageFolder(_folder.Root).ComputeName().ShouldBe(first);
        first.ShouldMatch("^localhost/scalewright-build:[0-9a-f]{32}$");

        List<string> names = [first];
        _folder.Write("file", "ab");
        names.Add(new ImageFolder(_folder.Root).ComputeName());
        _folder.Write("file", "ac");
        names.Add(new ImageFolder(_folder.Root).ComputeName());
        File.SetUnixFileMode(_folder.At("file"), UnixFileMode.UserRead);
        names.Add(new ImageFolder(_folder.Root).ComputeName());
        File.Move(_folder.At("file"), _folder.At("file2"));
        names.Add(new ImageFolder(_folder.Root).ComputeName());
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Count);
    }

    [Theory]
    [InlineData("manifest.json", false, true)]
    [InlineData("manifest.json", true, true)]
    [InlineData("oci-layout", false, true)]
    [InlineData("bin/sh", false, false)]
    [InlineData("etc/manifest.json", true, false)]
    public void An_archive_of_docker_save_is_told_from_a_root_file_system(string entry, bool isCompressed, bool isSaved)
    {
        string path = _folder.At("image.tar");
        using (FileStream file = File.Create(path))
        {
            using GZipStream? compressed = isCompressed ? new GZipStream(file, CompressionMode.Compress) : null;
            using TarWriter writer = new(compressed ?? (Stream)file);
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "layer") { DataStream = new MemoryStream(new byte[5000]) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry));
        }

        ImageArchive.IsSaved(path).ShouldBe(isSaved);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is not an archive")]
    public void A_file_that_is_no_archive_is_an_error(string text)
    {
        string path = _folder.Write("image.tar", text.Length == 0 ? "" : string.Concat(Enumerable.Repeat(text, 100)));

        Should.Throw<IOException>(() =>
        {
            try
            {
                ImageArchive.IsSaved(path);
            }
            catch (InvalidDataException failure)
            {
                throw new IOException(failure.Message, failure);
            }
        });
    }

    private static Dictionary<string, (TarEntryType Type, UnixFileMode Mode, string Text)> Read(Stream archive)
    {
        Dictionary<string, (TarEntryType Type, UnixFileMode Mode, string Text)> entries = new(StringComparer.Ordinal);
        using TarReader reader = new(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            using StreamReader? text = entry.DataStream is null ? null : new(entry.DataStream);
            entries.Add(entry.Name.TrimEnd('/'), (entry.EntryType, entry.Mode, text?.ReadToEnd() ?? entry.LinkName));
        }

        return entries;
    }
}
