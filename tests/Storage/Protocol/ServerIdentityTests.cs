using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Storage.Protocol.Tests;

public class ServerIdentityTests
{
    private const string Fqdn = "test000.localdomain";

    [Fact]
    public void A_loaded_identity_has_the_stored_key()
    {
        using ServerIdentity created = ServerIdentity.Create(Fqdn);
        using ServerIdentity loaded = ServerIdentity.Load(Fqdn, created.KeyPem);

        loaded.KeyPem.ShouldBe(created.KeyPem);
    }

    [Fact]
    public void A_public_key_is_rejected_as_a_stored_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = key.ExportSubjectPublicKeyInfoPem();

        Problem problem = Should.Throw<StorageException>(() => ServerIdentity.Load(Fqdn, pem)).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.AuthenticationFailed);
        problem.Message.ShouldBe("the stored key of 'test000.localdomain' cannot be read");
        problem.Advice.ShouldBe("register the server again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void A_text_that_is_not_a_key_is_rejected_as_a_stored_key(string pem) =>
        Should.Throw<StorageException>(() => ServerIdentity.Load(Fqdn, pem)).Code.ShouldBe(ProblemCode.AuthenticationFailed);

    [Fact]
    public void A_name_is_checked_when_an_identity_is_loaded_as_when_it_is_created()
    {
        using ServerIdentity created = ServerIdentity.Create(Fqdn);
        string pem = created.KeyPem;

        Should.Throw<ArgumentException>(() => ServerIdentity.Load("", pem)).ParamName.ShouldBe("fqdn");
        Should.Throw<ArgumentException>(() => ServerIdentity.Create("")).ParamName.ShouldBe("fqdn");
        Should.Throw<StorageException>(() => ServerIdentity.Load("localhost.localdomain", pem)).Code.ShouldBe(ProblemCode.AgentMismatch);
    }

    [Theory]
    [InlineData("test000.localdomain")]
    [InlineData("a,b")]
    [InlineData("a, O=x")]
    [InlineData("a+OU=x")]
    [InlineData(" \"a\" ")]
    [InlineData("bücher")]
    public void The_certificate_request_has_the_name_as_its_only_element(string fqdn)
    {
        using ServerIdentity identity = ServerIdentity.Create(fqdn);

        CertificateRequest request = CertificateRequest.LoadSigningRequestPem(
            identity.CreateRegistration("test000", "3.0.1").CertificateRequest,
            HashAlgorithmName.SHA256
        );

        X500RelativeDistinguishedName element = request.SubjectName.EnumerateRelativeDistinguishedNames().ShouldHaveSingleItem();
        element.GetSingleElementType().FriendlyName.ShouldBe("CN");
        element.GetSingleElementValue().ShouldBe(fqdn);
    }
}
