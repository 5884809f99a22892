using static Templating.Tests.Rendering;

namespace Templating.Tests;

public sealed class TemplateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TemplateFileTests()
    {
        _folder.Write("secret.sbn", "secret");
        _folder.Write("profile/templates/start.sbn", "{{ node.name }}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_template_file_is_read_by_its_path_or_within_a_folder()
    {
        Render(ScribanScriptTemplate.FromFile(_folder.At("profile", "templates", "start.sbn"))).ShouldBe("node-1");
        Render(ScribanScriptTemplate.FromFile(_folder.At("profile"), "templates/start.sbn")).ShouldBe("node-1");
    }

    [Theory]
    [InlineData("../secret.sbn")]
    [InlineData("templates/../../secret.sbn")]
    [InlineData("/etc/hostname")]
    [InlineData("..\\secret.sbn")]
    [InlineData("templates/..")]
    public void A_template_path_outside_of_the_folder_is_rejected(string path) =>
        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile"), path))
            .Message.ShouldContain("leads out");

    [Fact]
    public void A_symbolic_link_out_of_the_folder_is_rejected()
    {
        File.CreateSymbolicLink(_folder.At("profile", "file.sbn"), _folder.At("secret.sbn"));
        Directory.CreateSymbolicLink(_folder.At("profile", "folder"), _folder.Root);

        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile"), "file.sbn"))
            .Message.ShouldContain("leads out");
        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile", "file.sbn")))
            .Message.ShouldContain("leads out");
        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile"), "folder/secret.sbn"))
            .Message.ShouldContain("leads out");
    }

    [Fact]
    public void A_symbolic_link_within_the_folder_is_followed()
    {
        File.CreateSymbolicLink(_folder.At("profile", "other.sbn"), _folder.At("profile", "templates", "start.sbn"));

        Render(ScribanScriptTemplate.FromFile(_folder.At("profile"), "other.sbn")).ShouldBe("node-1");
    }

    [Theory]
    [InlineData("missing.sbn")]
    [InlineData("templates")]
    [InlineData("missing/start.sbn")]
    public void A_missing_template_file_or_a_folder_is_rejected(string path) =>
        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile"), path))
            .Problems.Single()
            .Code.Id.ShouldBe("SW2007");

    [Fact]
    public void A_template_file_that_is_not_UTF_8_is_rejected()
    {
        File.WriteAllBytes(_folder.At("profile", "latin.sbn"), [0x61, 0xE9, 0x62]);

        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile", "latin.sbn")))
            .Message.ShouldContain("UTF-8");
    }

    [Fact]
    public void A_template_file_that_is_too_large_is_rejected_without_being_read()
    {
        using (FileStream file = File.Create(_folder.At("profile", "large.sbn")))
        {
            file.SetLength(1L << 40);
        }

        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile", "large.sbn")))
            .Message.ShouldContain("bytes");
    }

    [Theory]
    [InlineData("templates/start.hbs")]
    [InlineData("missing.HBS")]
    public void A_Handlebars_file_is_rejected_with_what_to_use(string path) =>
        Should
            .Throw<TemplateException>(() => ScribanScriptTemplate.FromFile(_folder.At("profile"), path))
            .Message.ShouldContain($"'{path}' is a Handlebars template; convert it to Scriban and name it *.sbn");
}
